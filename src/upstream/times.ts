const timeNames = new Set(["startTime", "endTime", "firstJoinTime", "eventTime", "expirationTime"]);
/** Maps whose keys are the customer's own: a tag may be called `startTime`. */
const customersOwn = new Set(["tags", "attributes"]);
const mentioned = /"(?:start|end|firstJoin|event|expiration)Time"\s*:/;
const readable = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

/**
 * The answer with every time that is none, such as `""`, taken for absent. The SDK throws the whole answer away for one
 * of those, and with it a page of a hundred.
 */
export function forgetUnreadableTimes(body: Uint8Array): Uint8Array {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8");
  if (!mentioned.test(text)) return body;
  let forgotten = 0;
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    return body;
  }
  const forget = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [name, member] of Object.entries(value)) {
      if (timeNames.has(name) && member !== null && !isTime(member)) {
        Reflect.deleteProperty(value, name);
        forgotten += 1;
      } else if (!customersOwn.has(name)) forget(member);
    }
  };
  forget(answer);
  return forgotten === 0 ? body : Buffer.from(JSON.stringify(answer));
}

function isTime(value: unknown): boolean {
  return typeof value === "string" && readable.test(value) && !Number.isNaN(Date.parse(value));
}
