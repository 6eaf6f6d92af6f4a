import { inspect } from "node:util";

const mask = "[secret]";

/**
 * A text that must not be seen: it prints as a mask in logs, JSON, templates, errors and debuggers. Only `reveal` gives it
 * away, which belongs in the one field or header that hands it to its owner.
 */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return mask;
  }

  toJSON(): string {
    return mask;
  }

  [inspect.custom](): string {
    return mask;
  }
}
