import { find, make } from "./dom.js";
import { costQuery, showCost } from "./cost.js";
import { eventsQuery, showEvents } from "./events.js";
import { connect } from "./graph.js";
import { roomQuery, showRoom } from "./room.js";
import { showStages, stagesQuery } from "./stages.js";

const status = find("#connection");
const form = /** @type {HTMLFormElement} */ (find("#credentials"));
/** @type {Record<string, string>} */
let credentials = {};
let place = "";
let isShown = false;

const graph = connect({
  credentials: () => credentials,
  changed(state, retryAtMs = 0) {
    status.dataset.state = state;
    const seconds = Math.max(1, Math.round((retryAtMs - Date.now()) / 1_000));
    status.textContent = {
      connecting: "Connecting…",
      open: `Connected${place}`,
      waiting: `The connection is lost. Trying again in ${seconds} s; what happens meanwhile is told then.`,
      refused: "Not connected.",
    }[state];
    form.hidden = state !== "refused";
    if (state === "refused") void explain();
    if (state === "open" && !isShown) show();
  },
});

/** Why nobody is let in: a WebSocket tells no more than that. */
async function explain() {
  const asked = {
    method: "POST",
    headers: { "content-type": "application/json", ...credentials },
    body: '{"query":"{__typename}"}',
  };
  /** @type {import("./graph.js").Answer} */
  const { errors } = await fetch("/graphql", asked)
    .then((answer) => answer.json())
    .catch(() => ({}));
  find("#why").textContent =
    errors?.map(({ message }) => message).join(" ") ?? "The credentials are not accepted any more.";
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const field = /** @type {HTMLInputElement} */ (find("#credential"));
  const kind = /** @type {HTMLSelectElement} */ (find("#kind")).value;
  const text = field.value.trim();
  credentials = { [kind]: kind === "authorization" ? `Bearer ${text.replace(/^Bearer\s+/i, "")}` : text };
  field.value = "";
  graph.open();
});

// A link sends no credentials.
find("#sdl").addEventListener("click", (event) => {
  if (Object.keys(credentials).length === 0) return;
  event.preventDefault();
  void download("/schema.graphql");
});

/** @param {string} path */
async function download(path) {
  const answer = await fetch(path, { headers: credentials });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = path.slice(1);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function show() {
  isShown = true;
  find("main").hidden = false;
  let shown = "";
  let leave = () => {};
  showStages(graph, (stage) => {
    find("#room-title").firstChild?.replaceWith(`${stage?.name ?? "Room"} `);
    if (stage?.arn === shown) return;
    leave();
    shown = stage?.arn ?? "";
    if (!stage) return;
    const room = showRoom(graph, stage.arn);
    const stop = showEvents(graph, stage.arn, room.nameOf);
    leave = () => {
      room.stop();
      stop();
    };
  });
  showCost(graph, ({ backend, region }) => {
    place = ` to ${backend === "EMULATOR" ? "the emulator: nothing leaves this machine" : `AWS, ${region}`}.`;
    if (status.dataset.state === "open") status.textContent = `Connected${place}`;
  });
}

for (const query of [stagesQuery, roomQuery, eventsQuery, costQuery])
  find("#asked").append(make("pre", { tabindex: "0" }, query));
graph.open();
