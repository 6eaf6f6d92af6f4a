import { once } from "node:events";
import { createWriteStream } from "node:fs";
import type { Writable } from "node:stream";

import type { Clock } from "./clock.ts";
import { aborted } from "./deadline.ts";
import { CodedError, StartError } from "./errors.ts";
import type { Log } from "./log.ts";

/** What is told of a mutation: before it does anything, and how it ended. Names of things only, never what is in them. */
export interface AuditLine {
  readonly phase: "before" | "after";
  /** The client's name for this request, or ours. */
  readonly requestId: string | undefined;
  readonly viewer: string;
  readonly mutation: string;
  /** Its name in the answer, which tells several of one request apart. */
  readonly field: string;
  /** The resources and participants that it names, and in the end those that it made. */
  readonly arns: readonly string[];
  readonly participantIds: readonly string[];
  /** `OK` or the code of the failure. */
  readonly outcome?: string;
  /** Calls that were sent to AWS, and its ids of them. */
  readonly calls?: readonly { readonly operation: string; readonly awsRequestId: string | undefined }[];
}

/** A stream of its own for what was done, and by whom. */
export interface Audit {
  /** Resolves when the line is out of our hands. Rejects with AUDIT_UNAVAILABLE, and with the reason of `signal` when that aborts. */
  write(line: AuditLine, signal?: AbortSignal): Promise<void>;
  /** Writes what is waiting, and closes a file. */
  close(): Promise<void>;
}

/** Lines that wait for a reader. Above that whoever wants to change something is refused. */
const longestQueueBytes = 1_000_000;

/** Writes one JSON object a line to `stream`, which stays open. */
export function createAudit({ stream, clock, log }: { stream: Writable; clock: Clock; log: Log }): Audit {
  let failure: Error | undefined;
  const onError = (error: Error) => {
    failure = error;
    log.error({ error: { name: error.name, message: error.message } }, "the audit cannot be written");
  };
  stream.on("error", onError);

  function send(line: AuditLine): Promise<void> {
    const text = `${JSON.stringify({ time: new Date(clock.now()).toISOString(), ...line })}\n`;
    return new Promise((resolve, reject) => {
      if (failure || stream.writableLength > longestQueueBytes) return reject(unavailable(failure));
      stream.write(text, (error) => (error ? reject(unavailable(error)) : resolve()));
    });
  }

  return {
    async write(line, signal) {
      await (signal ? Promise.race([send(line), aborted(signal)]) : send(line));
    },
    async close() {
      if (!failure && stream.writableLength > 0) await anyOf(stream, "drain", "close", "error");
      stream.off("error", onError);
    },
  };
}

/** Opens what the setting names: standard output or error, or a file that lines are appended to. Throws StartError. */
export async function openAudit(place: string, { clock, log }: { clock: Clock; log: Log }): Promise<Audit> {
  if (place === "stdout" || place === "stderr") return createAudit({ stream: process[place], clock, log });
  const stream = createWriteStream(place, { flags: "a", mode: 0o600 });
  try {
    await once(stream, "open");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError([`IVS_GRAPHQL_AUDIT names a file that cannot be written: ${reason}.`]);
  }
  const audit = createAudit({ stream, clock, log });
  return {
    write: audit.write,
    async close() {
      stream.end();
      if (!stream.closed) await anyOf(stream, "close");
    },
  };
}

/** Waits for one of these to happen. Of what fails the log was told already. */
function anyOf(stream: Writable, ...events: readonly string[]): Promise<void> {
  return new Promise((resolve) => {
    for (const event of events) stream.once(event, () => resolve());
  });
}

function unavailable(cause: unknown): CodedError {
  const message = "Nothing is changed while the audit cannot be written.";
  return new CodedError("AUDIT_UNAVAILABLE", message, { cause });
}
