import { find, make, tellTrouble } from "./dom.js";

export const costQuery = `query Cost {
  upstream {
    backend
    region
    operations { operation calls usedInLastSecond callsPerSecond }
  }
}`;

const everyMs = 1_000;

/** @typedef {{ operation: string, calls: number, usedInLastSecond: number, callsPerSecond: number }} Operation */

/**
 * What all that this process does costs in calls to AWS. Asking costs none.
 *
 * @param {ReturnType<typeof import("./graph.js").connect>} graph
 * @param {(upstream: { backend: string, region: string }) => void} learned
 */
export function showCost(graph, learned) {
  /** @type {Map<string, number>} */
  const atFirst = new Map();
  const [now, since] = find("#cost .sum").querySelectorAll("output");

  /** @param {Operation} operation */
  const made = ({ operation, calls }) => calls - (atFirst.get(operation) ?? calls);

  /** @param {Operation} operation */
  function row(operation) {
    const { usedInLastSecond: used, callsPerSecond: granted } = operation;
    const lamps =
      granted > 10
        ? []
        : Array.from({ length: granted }, (_, n) => make("i", { class: n < used ? "on" : undefined }));
    return make(
      "tr",
      {},
      make("td", {}, operation.operation),
      make("td", {}, make("div", { class: "used" }, ...lamps, make("span", {}, `${used} of ${granted}`))),
      make("td", {}, String(made(operation))),
    );
  }

  /** @param {Operation[]} operations */
  function draw(operations) {
    for (const { operation, calls } of operations) {
      // A process that began anew counts from nothing.
      if (calls < (atFirst.get(operation) ?? Infinity))
        atFirst.set(operation, atFirst.has(operation) ? 0 : calls);
    }
    const sum = (/** @type {(operation: Operation) => number} */ of) =>
      operations.reduce((all, each) => all + of(each), 0);
    if (now) now.textContent = String(sum(({ usedInLastSecond }) => usedInLastSecond));
    if (since) since.textContent = String(sum(made));
    const told = operations.filter((each) => made(each) > 0).toSorted((a, b) => made(b) - made(a));
    find("#cost tbody").replaceChildren(...told.map(row));
    find("#cost table").hidden = told.length === 0;
  }

  function ask() {
    if (document.hidden) again();
    else
      graph.ask({
        query: costQuery,
        next({ data, errors }) {
          tellTrouble("#cost", errors);
          if (!data?.upstream) return;
          learned(data.upstream);
          draw(data.upstream.operations);
          if (data.upstream.operations.length === 0)
            tellTrouble("#cost", [
              { message: "You are bound to some stages: what everybody costs is not shown to you." },
            ]);
        },
        failed: (errors) => tellTrouble("#cost", errors),
        complete: again,
      });
  }
  const again = () => void setTimeout(ask, everyMs);

  ask();
}
