import { request as httpRequest } from "node:http";

import type { Clock } from "../clock.ts";
import type { EventBridgeSettings } from "./eventbridge-settings.ts";

/** As long as API destinations have. */
const answerWithinMs = 5_000;

/**
 * Posts one event. `done` resolves with what went wrong, if something did; it never rejects. `abort` ends it at once as
 * if nothing had gone wrong.
 */
export function postEvent(
  clock: Pick<Clock, "after">,
  event: object,
  { url, apiKeyHeader = "x-api-key", apiKey }: EventBridgeSettings & { url: string },
): { done: Promise<string | undefined>; abort: () => void } {
  const body = JSON.stringify(event);
  const request = httpRequest(url, {
    method: "POST",
    agent: false,
    headers: {
      "Content-Type": "application/json",
      "Content-Length": Buffer.byteLength(body),
      ...(apiKey !== undefined && { [apiKeyHeader]: apiKey }),
    },
  });
  let end: (trouble?: string) => void = () => {};
  const done = new Promise<string | undefined>((resolve) => {
    const cancelDeadline = clock.after(answerWithinMs, () => end(`no answer within ${answerWithinMs} ms`));
    end = (trouble) => {
      cancelDeadline();
      resolve(trouble);
      request.destroy();
    };
    request.on("error", (error) => end(error.message));
    request.on("response", (response) => {
      const { statusCode = 0 } = response;
      const trouble = statusCode >= 200 && statusCode < 300 ? undefined : `status ${statusCode}`;
      // Reading to the end first: the target should not see a connection that breaks.
      response.resume();
      response.on("close", () => end(trouble));
    });
    request.end(body);
  });
  return { done, abort: () => end() };
}
