import { find, make, tellTrouble } from "./dom.js";

export const eventsQuery = `subscription Events($stageArn: Arn!, $after: String) {
  stageEvents(stageArn: $stageArn, after: $after) {
    __typename
    observedAt
    ... on ParticipantEventOccurred {
      event { id name nameRaw eventTime participantId remoteParticipantId errorCodeRaw isReplica }
    }
    ... on StageSessionStarted { sessionId replayed }
    ... on StageSessionEnded { sessionId }
    ... on IvsFeedGap { cause }
  }
}`;

/** Older ones are taken out. */
const mostShown = 300;

/** What each name says of whom it happened to. */
const words = /** @type {Record<string, string>} */ ({
  JOINED: "came in",
  JOIN_ERROR: "could not come in",
  LEFT: "left",
  PUBLISH_STARTED: "began to publish",
  PUBLISH_STOPPED: "stopped publishing",
  PUBLISH_ERROR: "could not publish",
  SUBSCRIBE_STARTED: "began to receive",
  SUBSCRIBE_STOPPED: "stopped receiving",
  SUBSCRIBE_ERROR: "could not receive",
  REPLICATION_STARTED: "began to appear in another stage",
  REPLICATION_STOPPED: "stopped appearing in another stage",
  TOKEN_EXCHANGED: "took a new token",
});

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "medium", hourCycle: "h23" });

/**
 * What happens in a stage, the latest first. Returns how to stop.
 *
 * @param {ReturnType<typeof import("./graph.js").connect>} graph
 * @param {string} stageArn
 * @param {(participantId: string) => string} nameOf
 */
export function showEvents(graph, stageArn, nameOf) {
  const list = find("#events ol");
  /** The ids of what is shown: what is told again after a loss is not shown again. */
  const shown = new Set();
  list.replaceChildren();
  tellTrouble("#events");
  find("#events .empty").hidden = false;

  /** @param {string} at @param {HTMLElement} text @param {string} [id] */
  function add(at, text, id) {
    const time = make("time", { datetime: at }, clock.format(new Date(at)));
    list.prepend(make("li", { class: "new", "data-id": id }, time, text));
    while (list.children.length > mostShown) list.lastElementChild?.remove();
    find("#events .empty").hidden = true;
  }

  /** @param {{ id: string, name: string | null, nameRaw: string, eventTime: string, participantId: string, remoteParticipantId: string | null, errorCodeRaw: string | null }} event */
  function addEvent({ id, name, nameRaw, eventTime, participantId, remoteParticipantId, errorCodeRaw }) {
    if (shown.has(id)) return;
    shown.add(id);
    const other = remoteParticipantId === null ? "" : ` ${nameOf(remoteParticipantId)}`;
    const code = errorCodeRaw === null ? "" : ` (${errorCodeRaw})`;
    const text = make("span", { class: errorCodeRaw === null ? undefined : "wrong", title: nameRaw });
    text.append(make("strong", {}, nameOf(participantId)), ` ${words[name ?? ""] ?? nameRaw}${other}${code}`);
    add(eventTime, text, id);
  }

  const note = (/** @type {string} */ text) => make("span", { class: "session" }, text);

  return graph.ask({
    query: eventsQuery,
    variables: { stageArn },
    next({ data, errors }) {
      tellTrouble("#events", errors);
      const item = data?.stageEvents;
      if (item?.__typename === "ParticipantEventOccurred") addEvent(item.event);
      if (item?.__typename === "StageSessionStarted" && !item.replayed)
        add(item.observedAt, note("A session has begun."));
      if (item?.__typename === "StageSessionEnded") add(item.observedAt, note("The session is over."));
      if (item?.__typename === "StageDeleted") add(item.observedAt, note("The stage was deleted."));
      if (item?.__typename === "IvsFeedGap")
        add(item.observedAt, note("Something is missing here that nobody can tell any more."));
    },
    failed: (errors) => tellTrouble("#events", errors),
  });
}
