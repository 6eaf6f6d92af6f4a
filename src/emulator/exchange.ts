import type { IncomingMessage, ServerResponse } from "node:http";

import type { Park } from "./activity.ts";
import { AwsError, failure } from "./aws-error.ts";
import { deliver } from "./deliver.ts";
import type { Fault, Faults } from "./faults.ts";
import { requireSigned } from "./guard.ts";
import type { OperationName } from "./operations/catalogue.ts";
import { perform } from "./operations/index.ts";
import type { Random } from "./random.ts";
import { route } from "./route.ts";
import { throttled } from "./throttle.ts";
import { answer, failed, gatherInput, readBody, success, type Answer } from "./wire.ts";
import type { World } from "./world.ts";

export interface Exchange {
  world: World;
  faults: Faults;
  requestIds: Pick<Random, "uuid">;
  /** Called for each request that reaches an operation, before anything can refuse it. */
  count(operation: OperationName): void;
  /** Throws when the operation was called too often. */
  throttle(operation: OperationName): void;
  log(line: { level: "debug" | "info" | "error"; message: string; [key: string]: unknown }): void;
}

/** Answers one request to the emulated service. Rejects only for a fault of the emulator itself. */
export async function serve(
  exchange: Exchange,
  request: IncomingMessage,
  response: ServerResponse,
  park: Park,
): Promise<void> {
  const requestId = exchange.requestIds.uuid();
  const url = request.url ?? "/";
  const path = url.replace(/\?.*$/s, "");
  const query = url.slice(path.length + 1);
  const found = route(request.method ?? "", path);
  if (!found || "allow" in found) {
    const unknown = new AwsError("UnknownOperationException", found ? 405 : 404, "Unknown operation");
    const refusal = failed(unknown, requestId);
    if (found) refusal.headers["Allow"] = found.allow.join(", ");
    await deliver(response, refusal, undefined, park);
    return;
  }
  const { operation } = found;
  exchange.count(operation);
  let fault: Fault | undefined;
  let result: Answer;
  try {
    requireSigned(request.headers.authorization, exchange.world);
    exchange.throttle(operation);
    fault = exchange.faults.take(operation);
    const body = await readBody(request);
    if (!(await waitOut(exchange, operation, fault, park))) return;
    const early = instead(exchange, fault, requestId);
    result =
      early ??
      success(
        perform(operation, gatherInput(found, new URLSearchParams(query), body), exchange.world),
        requestId,
      );
    if (!early && fault?.kind === "error") result = failed(faultError(fault), requestId);
  } catch (error) {
    // The client hung up while sending its request.
    if (request.errored) return;
    result = failed(asAwsError(exchange, operation, error), requestId);
  }
  const { status } = result;
  exchange.log({ level: "debug", message: "call", operation, status, requestId, fault: fault?.kind });
  await deliver(response, result, fault, park);
}

/** False when the client went away while it waited. */
async function waitOut(
  { world: { settings } }: Exchange,
  operation: OperationName,
  fault: Fault | undefined,
  park: Park,
): Promise<boolean> {
  if (fault?.kind === "silent") {
    await park.forever();
    return false;
  }
  const usualMs = settings.operationLatencyMs[operation] ?? settings.latencyMs;
  const ms = usualMs + (fault?.kind === "latency" ? fault.ms : 0);
  return ms === 0 || (await park.sleep(ms));
}

/** What a fault answers without running the operation. */
function instead(exchange: Exchange, fault: Fault | undefined, requestId: string): Answer | undefined {
  switch (fault?.kind) {
    case "error":
      return fault.afterCommit ? undefined : failed(faultError(fault), requestId);
    case "throttle":
      return failed(throttled(exchange.world.settings), requestId);
    case "html":
      return answer(fault.status ?? 502, requestId, fault.body ?? badGateway, "text/html");
    case "empty":
    case "oversized":
      return answer(200, requestId, "");
    case "garbage":
      return answer(200, requestId, "}{ this is not JSON");
    case "reset":
      return fault.when === "before" ? answer(200, requestId, "") : undefined;
    case "truncated":
    case "drip":
    case "latency":
    case "silent":
    case undefined:
      return undefined;
    default:
      return fault satisfies never;
  }
}

const badGateway =
  "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>";

function faultError({
  type,
  status,
  message = "Injected fault",
}: Extract<Fault, { kind: "error" }>): AwsError {
  return new AwsError(type, status, message);
}

function asAwsError(exchange: Exchange, operation: OperationName, error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  exchange.log({ level: "error", message: "operation crashed", operation, error });
  return failure("InternalServerException", "The emulator failed");
}
