const timeNames = new Set(["startTime", "endTime", "firstJoinTime", "eventTime", "expirationTime"]);
/** Maps whose keys are the customer's own: a tag may be called `startTime`. */
const customersOwn = new Set(["tags", "attributes"]);
const worthALook = /null|"(?:start|end|firstJoin|event|expiration)Time"\s*:/;
const timePattern =
  /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

/** Stands where AWS wrote a time that is none, so that the field which shows it can say so. */
export const unreadableTime = "9999-12-31T23:59:59.999Z";

/**
 * The answer without what cannot be read: nulls, whether members or items of lists, and empty times count as absent; a time
 * that is none, such as the 30th of February, becomes `unreadableTime`. The SDK throws the whole answer away for one such
 * time, and with it a page of a hundred.
 */
export function tidyAnswer(body: Uint8Array): Uint8Array {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8");
  if (!worthALook.test(text)) return body;
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    return body;
  }
  return tidy(answer, false) ? Buffer.from(JSON.stringify(answer)) : body;
}

/** Removes in place what cannot be read; says whether there was any. */
function tidy(value: unknown, isCustomersOwn: boolean): boolean {
  if (typeof value !== "object" || value === null) return false;
  let changed = false;
  if (Array.isArray(value)) {
    const kept = value.filter((item) => item !== null);
    changed = kept.length < value.length;
    if (changed) value.splice(0, value.length, ...kept);
  }
  for (const [name, member] of Object.entries(value)) {
    const isBadTime = !isCustomersOwn && timeNames.has(name) && !isTime(member);
    if (member === null || (isBadTime && member === "")) {
      Reflect.deleteProperty(value, name);
      changed = true;
    } else if (isBadTime) {
      Reflect.set(value, name, unreadableTime);
      changed = true;
    } else if (tidy(member, customersOwn.has(name))) changed = true;
  }
  return changed;
}

/** The SDK takes a year below 100 for one of the 20th century, and refuses days that a month does not have. */
function isTime(value: unknown): boolean {
  const [, year = "", month = "", day = ""] = (typeof value === "string" && timePattern.exec(value)) || [];
  if (typeof value !== "string" || Number.isNaN(Date.parse(value))) return false;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return (
    Number(year) >= 1_000 && date.getUTCMonth() + 1 === Number(month) && date.getUTCDate() === Number(day)
  );
}
