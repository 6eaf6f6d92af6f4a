import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

import { CodedError, InputError } from "../errors.ts";
import type { Hints } from "../feed/hints.ts";
import type { Log } from "../log.ts";
import type { Secret } from "../secret.ts";
import type { Identity } from "../upstream/identity.ts";
import { type Disregard, readEvent } from "./eventbridge-event.ts";

export const eventBridgePath = "/eventbridge";

/** The largest event that Amazon EventBridge delivers. */
const maxBytes = 256 * 1024;

/** Takes what API destinations of Amazon EventBridge deliver. */
export interface EventBridgeRoute {
  /**
   * Reads a delivery, and gives the hints it holds to the feed; what is of no use here is counted and as welcome. Rejects with
   * UNAUTHENTICATED before it reads, with QUERY_TOO_LARGE or BAD_USER_INPUT after.
   */
  take(req: IncomingMessage, log: Log): Promise<void>;
  /** Deliveries that gave hints, that were refused for their key or their form, and that were of no use, by why. */
  counts(): { taken: number; refused: number; ignored: Readonly<Record<Disregard, number>> };
}

export function createEventBridgeRoute(options: {
  key: Secret;
  /** The header that carries the key, in lower case. */
  header: string;
  identity: Identity;
  hints: Pick<Hints, "give">;
}): EventBridgeRoute {
  const { key, header, identity, hints } = options;
  const expected = digestOf(key.reveal());

  const ignored: Record<Disregard, number> = { source: 0, "detail-type": 0, account: 0 };
  let taken = 0;
  let refused = 0;

  async function read(req: IncomingMessage): Promise<ReturnType<typeof readEvent>> {
    const given = req.headers[header];
    if (typeof given !== "string" || !timingSafeEqual(digestOf(given), expected))
      throw new CodedError(
        "UNAUTHENTICATED",
        `The header ${header} does not carry the key of this endpoint.`,
      );
    return readEvent(parsed(await readBody(req)), identity);
  }

  return {
    async take(req, log) {
      const found = await read(req).catch((error: unknown) => {
        refused += 1;
        throw error;
      });
      if (typeof found === "string") {
        ignored[found] += 1;
        return log.debug({ because: found }, "event of no use here");
      }
      taken += 1;
      for (const hint of found) hints.give(hint);
    },
    counts: () => ({ taken, refused, ignored: { ...ignored } }),
  };
}

/** Of one length whatever the text is, so that comparing tells nothing of it. */
function digestOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InputError([{ path: [], rule: "json", message: "The event is not JSON." }]);
  }
}

function readBody(req: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    req.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBytes) chunks.push(chunk);
      else reject(new CodedError("QUERY_TOO_LARGE", `An event has at most ${maxBytes} bytes.`));
    });
    req.once("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
    req.once("error", (cause) =>
      reject(new CodedError("DEADLINE_EXCEEDED", "The event did not arrive whole.", { cause })),
    );
  });
}
