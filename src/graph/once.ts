import { InputFieldBuilder, type InputRef } from "@pothos/core";

import type { Context } from "../context.ts";
import { CodedError, type ErrorCode } from "../errors.ts";
import type { Ending } from "../idempotency.ts";
import { builder } from "./builder.ts";
import { constrained, maxLength, notEmpty, pattern } from "./constraint.ts";

/** How a mutation that makes something new is done once per idempotency key. */
export interface Once<Payload> {
  /**
   * What to tell who repeats a call whose payload holds a secret: one sentence that names what was made. Such a payload is
   * not kept. Undefined when this payload holds none.
   */
  shownOnce?(payload: Payload): string | undefined;
  /** Whether AWS knows a repetition by the token that `resolve` is handed, so that one without an answer is sent again. */
  resends?: true;
}

const maxKeyLength = 64;

/** Adds `idempotencyKey` to the input type of a mutation. */
export function addIdempotencyKey(input: InputRef<object>): void {
  builder.configStore.addInputFields(input, () => ({
    idempotencyKey: new InputFieldBuilder(builder, "InputObject").string({
      description: `Your own mark of this request: 1 to ${maxKeyLength} visible ASCII characters, best a new UUID. Sending the same input again with the same key, within ten minutes and while this gateway runs, does nothing twice and gets the first result, an unknown outcome too; a secret is shown the first time only, and IvsConflictError then names what was made. What was refused is tried again. Another input with the same key is refused, of another mutation too. Without a key, sending again may do it again.`,
      extensions: constrained(
        notEmpty,
        maxLength(maxKeyLength),
        pattern(/^[!-~]*$/, "consist of visible ASCII characters"),
      ),
    }),
  }));
}

/** Does it, or answers with what came of it under the same key. `input` is without the key, and checked. */
export async function runOnce<Input extends object, Payload extends object>(
  { key, mutation, input, context }: { key: string; mutation: string; input: Input; context: Context },
  once: Once<Payload>,
  resolve: (input: Input, context: Context, token: string) => Promise<Payload> | Payload,
): Promise<Payload> {
  const { viewer, signal } = context;
  // Who has lost rights since is not shown what was done with them.
  const viewerId = `${viewer.id} ${viewer.fingerprint}`;
  const call = { viewerId, key, mutation, input, signal };
  const turn = await context.idempotencyKeys.claim(call);
  if (!("settle" in turn)) {
    context.readFresh();
    if ("error" in turn) throw turn.error;
    // Kept under the same mutation, by its fingerprint.
    return turn.payload as Payload;
  }
  let write: WriteState = "unsent";
  const watched: Context = {
    ...context,
    async write(operation, request) {
      write = "sent";
      const reading = await context.write(operation, request);
      write = "done";
      return reading;
    },
  };
  try {
    const payload = await resolve(input, watched, turn.token);
    const shown = once.shownOnce?.(payload);
    turn.settle({
      keeps: "answer",
      answer: shown === undefined ? { payload } : { error: shownBefore(shown) },
    });
    return payload;
  } catch (error) {
    const isAbandoned = write === "unsent" && signal?.aborted === true;
    turn.settle(
      isAbandoned ? { keeps: "nothing", answer: undefined } : endingOf(error, write, once.resends === true),
    );
    throw error;
  }
}

function shownBefore(made: string): CodedError {
  return new CodedError(
    "CONFLICT",
    `This idempotency key was used before. ${made} Its secret was shown once, in the first answer, and is not kept here.`,
  );
}

type WriteState = "unsent" | "sent" | "done";

/** After these AWS has made nothing. A throttle is none: it may be the answer to a repetition further down. */
const refusals: readonly ErrorCode[] = [
  "BAD_USER_INPUT",
  "NOT_FOUND",
  "CONFLICT",
  "SERVICE_QUOTA_EXCEEDED",
  "PENDING_VERIFICATION",
  "UPSTREAM_AUTH",
];

function endingOf(error: unknown, write: WriteState, resends: boolean): Ending {
  if (!(error instanceof CodedError))
    return write === "unsent" ? { keeps: "nothing", answer: undefined } : keep(brokenOff());
  if (write === "done" || error.code === "WRITE_OUTCOME_UNKNOWN") return keep(error);
  const isOpen = write === "sent" && resends && !refusals.includes(error.code);
  return { keeps: isOpen ? "key" : "nothing", answer: { error } };
}

/** Without its cause, which may hold half of an answer, and with it a secret. */
function keep({ code, message, details }: CodedError): Ending {
  return { keeps: "answer", answer: { error: new CodedError(code, message, { details }) } };
}

/** For a fault of this program, which nobody else is to run into. */
function brokenOff(): CodedError {
  return new CodedError(
    "WRITE_OUTCOME_UNKNOWN",
    "The first request with this idempotency key was sent and then failed here.",
    { details: { checkWith: "Look for what it was to make, then use another key." } },
  );
}
