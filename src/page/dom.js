/**
 * The element of the page that a selector names.
 *
 * @template {HTMLElement} [Kind=HTMLElement]
 * @param {string} selector
 * @param {ParentNode} [within]
 * @returns {Kind}
 */
export function find(selector, within = document) {
  const found = within.querySelector(selector);
  if (!found) throw new Error(`There is no ${selector}.`);
  return /** @type {Kind} */ (found);
}

/**
 * A new element. What it holds is text or elements, never markup.
 *
 * @param {string} name
 * @param {Record<string, string | boolean | undefined>} [attributes]
 * @param {(Node | string)[]} children
 */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes))
    if (typeof value === "string") element.setAttribute(key, value);
    else if (value) element.setAttribute(key, "");
  element.append(...children);
  return element;
}

/**
 * Shows in a section what went wrong there; nothing takes that away.
 *
 * @param {string} section
 * @param {import("./graph.js").GraphError[]} [errors]
 */
export function tellTrouble(section, errors = []) {
  const place = find(`${section} .trouble`);
  place.hidden = errors.length === 0;
  place.textContent = errors
    .map(({ message, extensions }) => `${extensions?.code ?? ""} ${message}`.trim())
    .join(" ");
}
