/** The name of answers that point to a resource by this member. */
export const link = (member: string, arn = "") => `link ${member} ${arn}`;

/** The name of answers that show somebody who is in two stages at once: what ends in one of them ends in the other. */
export const replicated = "replicated";

/** What an answer shows, and what it takes to remember it. */
export interface Survey {
  /** The ARN of each resource that it shows, a `link` for each that it points to, and whether somebody is `replicated`. */
  readonly names: Set<string>;
  /** About what it occupies in memory. */
  bytes: number;
}

/** Maps whose members are the customer's own: what looks like an ARN there says nothing. */
const customersOwn = new Set(["tags", "attributes"]);

const objectBytes = 56;
const memberBytes = 16;
const textBytes = 24;

/** About what a text occupies: two bytes a character as soon as one of them needs that. */
export const bytesOf = (text: string): number =>
  // oxlint-disable-next-line no-control-regex -- all that fits into a byte
  textBytes + (/^[\0-\xff]*$/.test(text) ? 1 : 2) * text.length;

/** Looks through an answer, which is frozen on the way: from now on it belongs to everybody who asks. */
export function survey(answer: object): Survey {
  const found: Survey = { names: new Set(), bytes: 0 };
  look(answer, undefined, false, found);
  return found;
}

function look(value: unknown, member: string | undefined, isCustomersOwn: boolean, found: Survey): void {
  found.bytes += memberBytes;
  if (!isCustomersOwn && isReplicated(member, value)) found.names.add(replicated);
  if (typeof value === "string") {
    found.bytes += bytesOf(value);
    if (!isCustomersOwn && member !== undefined && value.startsWith("arn:"))
      found.names.add(member === "arn" ? value : link(member, value));
    return;
  }
  if (typeof value !== "object" || value === null) return;
  found.bytes += objectBytes;
  if (Array.isArray(value)) for (const item of value) look(item, member, isCustomersOwn, found);
  else
    for (const [name, each] of Object.entries(value))
      look(each, name, isCustomersOwn || customersOwn.has(name), found);
  Object.freeze(value);
}

/** As AWS says it of a participant, and of an event. */
function isReplicated(member: string | undefined, value: unknown): boolean {
  if (member === "replicationType") return value === "SOURCE" || value === "REPLICA";
  return member === "replica" && value === true;
}

/** Every ARN in a value but those that customers wrote as tags or attributes. */
export function arnsIn(value: unknown): string[] {
  if (typeof value === "string") return value.startsWith("arn:") ? [value] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => (customersOwn.has(name) ? [] : arnsIn(each)));
}
