import { find, make, tellTrouble } from "./dom.js";

export const roomQuery = `subscription Room($stageArn: Arn!, $after: String) {
  stagePresence(stageArn: $stageArn, after: $after) {
    __typename
    ... on IvsFeedStatus { mode expectedStalenessMs publisherStalenessMs }
    ... on PresenceSnapshot { part participants { ...Person } }
    ... on ParticipantChanged { participant { ...Person } }
    ... on ParticipantLeft { participantId }
  }
}
fragment Person on Participant { participantId userId isPublishing replicationType recordingState }`;

/** @typedef {{ participantId: string, userId: string | null, isPublishing: boolean | null, replicationType: string | null, recordingState: string | null }} Person */

/**
 * Who is in a stage. Returns how to stop, and what somebody is called.
 *
 * @param {ReturnType<typeof import("./graph.js").connect>} graph
 * @param {string} stageArn
 */
export function showRoom(graph, stageArn) {
  /** @type {Map<string, Person>} */
  const people = new Map();
  /** Who was there keeps the name in what is told of them. */
  const names = new Map();
  const list = find("#room ul");

  /** @param {Person} person */
  function enter(person) {
    people.set(person.participantId, person);
    names.set(person.participantId, person.userId ?? person.participantId);
  }

  /** @param {Person} person */
  function row({ participantId, userId, isPublishing, replicationType, recordingState }) {
    const badges = [
      ...(isPublishing ? [make("span", { class: "badge strong" }, "publishing")] : []),
      ...(replicationType === "REPLICA" ? [make("span", { class: "badge" }, "replica")] : []),
      ...(recordingState === "ACTIVE" ? [make("span", { class: "badge" }, "recorded")] : []),
    ];
    const name = make("span", { class: "name" }, userId ?? participantId);
    return make("li", { "data-id": participantId, title: participantId }, name, ...badges);
  }

  function draw() {
    const rank = (/** @type {Person} */ { isPublishing, userId, participantId }) =>
      `${isPublishing ? 0 : 1} ${userId ?? participantId}`;
    const sorted = [...people.values()].toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1));
    list.replaceChildren(...sorted.map(row));
    find("#room .empty").hidden = sorted.length > 0;
    find("#room .count").textContent = `${sorted.length} connected`;
  }

  draw();
  tellTrouble("#room");
  find("#room .watching").textContent = "";
  const stop = graph.ask({
    query: roomQuery,
    variables: { stageArn },
    next({ data, errors }) {
      tellTrouble("#room", errors);
      const item = data?.stagePresence;
      if (item?.__typename === "IvsFeedStatus") find("#room .watching").textContent = spellStatus(item);
      if (item?.__typename === "PresenceSnapshot") {
        if (item.part === 1) people.clear();
        for (const person of item.participants) enter(person);
      } else if (item?.__typename === "ParticipantChanged") enter(item.participant);
      else if (item?.__typename === "ParticipantLeft") people.delete(item.participantId);
      else return;
      draw();
    },
    failed: (errors) => tellTrouble("#room", errors),
  });

  return { stop, nameOf: (/** @type {string} */ participantId) => names.get(participantId) ?? participantId };
}

const modes = /** @type {Record<string, string>} */ ({
  STARTING: "Looking around for the first time.",
  FAILING: "AWS does not answer: nothing new is found.",
  WAITING: "Nobody watches yet.",
});

/** @param {{ mode: string, expectedStalenessMs: number | null, publisherStalenessMs: number | null }} status */
function spellStatus({ mode, expectedStalenessMs, publisherStalenessMs }) {
  const latestMs = Math.max(expectedStalenessMs ?? 0, publisherStalenessMs ?? 0);
  if (mode !== "LIVE") return modes[mode] ?? mode;
  return latestMs === 0 ? "Watched." : `Watched: told at most about ${Math.ceil(latestMs / 1_000)} s late.`;
}
