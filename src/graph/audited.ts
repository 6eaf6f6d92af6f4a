import type { Context } from "../context.ts";
import { CodedError, UpstreamError } from "../errors.ts";

/** A mutation as it was asked for, checked or not. */
interface Act {
  readonly mutation: string;
  readonly field: string;
  readonly input: object;
  readonly context: Context;
}

interface Names {
  readonly arns: Set<string>;
  readonly participantIds: Set<string>;
}

/** What people write into a resource is no name of one. */
const content = new Set(["attributes", "tags", "tagKeys"]);
const deepest = 4;
const mostNames = 50;

/**
 * Does what was asked for between two lines of the audit. When the first cannot be written it is not done; when the second cannot, it is done all the
 * same, and the log says so. `run` is handed a context whose writes are noted.
 */
export async function audited<Payload extends object>(
  { mutation, field, input, context }: Act,
  run: (context: Context) => Promise<Payload>,
): Promise<Payload> {
  const names: Names = { arns: new Set(), participantIds: new Set() };
  const calls: { operation: string; awsRequestId: string | undefined }[] = [];
  const lineOf = (phase: "before" | "after") => {
    const [arns, participantIds] = [[...names.arns], [...names.participantIds]];
    return { phase, mutation, field, arns, participantIds };
  };
  const end = (outcome: string) =>
    context.audit({ ...lineOf("after"), outcome, calls }).catch((error: unknown) => {
      const cause = error instanceof Error ? error.message : String(error);
      context.log.error({ mutation, outcome, calls, cause }, "the audit lacks the end of a mutation");
    });

  const watched: Context = {
    ...context,
    async write(operation, request) {
      const call = { operation, awsRequestId: undefined as string | undefined };
      calls.push(call);
      try {
        const reading = await context.write(operation, request);
        call.awsRequestId = requestIdOf(reading.output);
        return reading;
      } catch (error) {
        if (error instanceof UpstreamError) call.awsRequestId = error.requestId;
        throw error;
      }
    },
  };

  collect(input, names, 0);
  await context.audit(lineOf("before"), context.signal);
  try {
    const payload = await run(watched);
    collect(payload, names, 0);
    await end("OK");
    return payload;
  } catch (error) {
    await end(error instanceof CodedError ? error.code : "INTERNAL");
    throw error;
  }
}

/** The SDK's own addition to an answer. */
function requestIdOf(output: object): string | undefined {
  const { $metadata } = output as { $metadata?: { requestId?: string } };
  return $metadata?.requestId;
}

/** Notes the ARNs and participants that an input or a payload names. What does not look like one is not repeated: it may be a secret. */
function collect(value: unknown, names: Names, depth: number): void {
  if (typeof value !== "object" || value === null || depth > deepest) return;
  for (const [key, member] of Object.entries(value)) {
    if (content.has(key)) continue;
    const texts: unknown[] = Array.isArray(member) ? member : [member];
    if (/arns?$/i.test(key)) note(names.arns, texts, /^arn:[\w:/.-]{1,250}$/);
    else if (key === "participantId") note(names.participantIds, texts, /^[\w-]{1,64}$/);
    else for (const each of texts) collect(each, names, depth + 1);
  }
}

function note(names: Set<string>, texts: readonly unknown[], pattern: RegExp): void {
  for (const text of texts)
    if (typeof text === "string" && text !== "" && names.size < mostNames)
      names.add(pattern.test(text) ? text : "malformed");
}
