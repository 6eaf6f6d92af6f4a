import { find, make, tellTrouble } from "./dom.js";

export const stagesQuery = `subscription Lobby($after: String) {
  liveStages(after: $after) {
    __typename
    stageArn
    ... on StagesSnapshot { part stages { ...Row } }
    ... on StageChanged { stage { ...Row } }
  }
}
fragment Row on Stage { arn name activeSessionId }`;

/** @typedef {{ arn: string, name: string | null, activeSessionId: string | null }} Stage */

/**
 * The list of stages, those that are live first. Chooses one when none was chosen.
 *
 * @param {ReturnType<typeof import("./graph.js").connect>} graph
 * @param {(stage: Stage | undefined) => void} choose
 */
export function showStages(graph, choose) {
  /** @type {Map<string, Stage>} */
  const stages = new Map();
  const list = find("#stages ul");
  let chosen = arnInUrl();

  /** @param {string} arn */
  function select(arn) {
    chosen = arn;
    history.replaceState(null, "", `#${encodeURIComponent(arn)}`);
    draw();
    choose(stages.get(arn));
  }

  /** @param {Stage} stage */
  function row({ arn, name, activeSessionId }) {
    const isLive = activeSessionId !== null;
    const button = make(
      "button",
      { type: "button", "aria-pressed": String(arn === chosen), "data-arn": arn, title: arn },
      make("span", { class: "dot" }),
      make("span", { class: "name" }, name ?? arn.slice(arn.indexOf("/") + 1)),
      make("span", { class: "state" }, isLive ? "live" : "idle"),
    );
    button.addEventListener("click", () => select(arn));
    return make("li", { class: isLive ? "live" : undefined }, button);
  }

  function draw() {
    const rank = (/** @type {Stage} */ { activeSessionId, name, arn }) =>
      `${activeSessionId === null ? 1 : 0} ${name ?? arn}`;
    const sorted = [...stages.values()].toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1));
    const focused = document.activeElement?.getAttribute("data-arn");
    list.replaceChildren(...sorted.map(row));
    const kept = [...list.querySelectorAll("button")].find(({ dataset }) => dataset["arn"] === focused);
    kept?.focus();
    const live = sorted.filter(({ activeSessionId }) => activeSessionId !== null).length;
    find("#stages .count").textContent = `${live} of ${sorted.length} live`;
    find("#stages .empty").hidden = sorted.length > 0;
  }

  function keepChoice() {
    if (stages.has(chosen)) return choose(stages.get(chosen));
    const first =
      [...stages.values()].find(({ activeSessionId }) => activeSessionId !== null) ?? [...stages.values()][0];
    if (first) select(first.arn);
    else choose(undefined);
  }

  graph.ask({
    query: stagesQuery,
    next({ data, errors }) {
      tellTrouble("#stages", errors);
      const item = data?.liveStages;
      if (item?.__typename === "StagesSnapshot") {
        if (item.part === 1) stages.clear();
        for (const stage of item.stages) stages.set(stage.arn, stage);
      } else if (item?.__typename === "StageChanged") stages.set(item.stage.arn, item.stage);
      else if (item?.__typename === "StageVanished") stages.delete(item.stageArn);
      else return;
      draw();
      keepChoice();
    },
    failed: (errors) => tellTrouble("#stages", errors),
  });
}

/** Which stage the URL names; what is no encoded text names none. */
function arnInUrl() {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return "";
  }
}
