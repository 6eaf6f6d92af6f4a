import type { IncomingMessage, ServerResponse } from "node:http";

import { AwsError, serializationFailure } from "./aws-error.ts";
import { refusal, root, type Control, type Reply } from "./control-route.ts";
import { routes } from "./control-routes.ts";
import { readableBy } from "./cross-origin.ts";
import { parseJson, readBody } from "./wire.ts";

/** Whether a raw path belongs to the control API, which AWS has nothing at. */
export function isControlPath(path: string): boolean {
  return path === root || path.startsWith(`${root}/`);
}

/** Answers one request to the control API. Needs no signature. */
export async function serveControl(
  control: Control,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (request.url ?? "").replace(/\?.*$/, "").replace(/\/$/, "");
  const { status, body, allow } = await reply(control, request, path);
  const text = body === undefined ? "" : `${JSON.stringify(body, null, 2)}\n`;
  response.writeHead(status, {
    ...(text !== "" && { "Content-Type": "application/json" }),
    ...(status !== 204 && { "Content-Length": String(Buffer.byteLength(text)) }),
    ...(allow && { Allow: allow }),
    ...readableBy(request.headers.origin),
  });
  response.end(text);
}

async function reply(
  control: Control,
  request: IncomingMessage,
  path: string,
): Promise<Reply & { allow?: string }> {
  const matching = routes.flatMap((each) => {
    const found = patternOf(each.path).exec(path);
    return found ? [{ each, parameters: found.slice(1) }] : [];
  });
  const [first] = matching;
  if (!first) return refusal(404, `nothing is at ${path}; GET ${root} lists what there is`);
  const chosen = matching.find(({ each }) => each.method === request.method);
  if (!chosen) {
    const allow = matching.map(({ each }) => each.method).join(", ");
    return { ...refusal(405, `${path} answers to ${allow}`), allow };
  }
  try {
    const body = parseJson(await readBody(request));
    const parameters = chosen.parameters.map(decoded);
    return chosen.each.reply(control, { parameter: parameters[0] ?? "", parameters, body });
  } catch (error) {
    if (error instanceof AwsError) return refusal(error.status, error.message);
    throw error;
  } finally {
    control.world.history.changed();
  }
}

function decoded(parameter: string): string {
  try {
    return decodeURIComponent(parameter);
  } catch {
    throw serializationFailure(`${parameter} in the path is not percent-encoded UTF-8`);
  }
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/\{\w+\}/g, "([^/]+)")}$`);
}
