import type { IncomingMessage, ServerResponse } from "node:http";

import { CodedError, errorCodes } from "../errors.ts";
import { isLoopbackOrigin } from "./auth.ts";

/** Whether pages of an origin may call, on any transport. */
export type AllowedOrigins = (origin: string) => boolean;

/** Why a request is not even looked at, and the status that says so. */
export interface Blocked {
  readonly status: number;
  readonly error: CodedError;
}

/** Headers that a page elsewhere cannot send without asking first, and clients often do. */
const unusualHeaders = [
  "authorization",
  "x-api-key",
  "x-requested-with",
  "x-apollo-operation-name",
  "apollo-require-preflight",
  "graphql-require-preflight",
];

/** Media types that neither an image, nor a script, nor a link of a page asks for. */
const dataTypes = /application\/(?:graphql-response\+)?json|text\/event-stream/i;

/** The origins that were named, and with `loopback` the pages of this machine. */
export function createAllowedOrigins(named: readonly string[], loopback: boolean): AllowedOrigins {
  return (origin) => named.includes(origin) || (loopback && isLoopbackOrigin(origin));
}

/**
 * Why a request could be the doing of a page that nobody allowed: its `Origin`, or the browser's own word (`Sec-Fetch-Site`), names another
 * site; it is a GET that an image could send, or a POST that a form could. Undefined for all others.
 */
export function crossSiteFault(req: IncomingMessage, allows: AllowedOrigins): Blocked | undefined {
  const { headers, method } = req;
  const { origin } = headers;
  const isAllowed = origin !== undefined && isAllowedOrigin(origin, headers.host, allows);
  if (origin !== undefined && !isAllowed) return blocked(`Pages of ${printable(origin)} may not call.`);
  const site = headers["sec-fetch-site"];
  if (!isAllowed && (site === "cross-site" || site === "same-site"))
    return blocked("Pages of other sites may not call.");
  if (method === "GET" && !isDeliberate(headers))
    return blocked(
      "Ask for data in the accept header of a GET (application/json), or send x-requested-with with it.",
    );
  return method === "POST" ? contentFault(headers) : undefined;
}

/** Lets a page of an allowed origin read the answer. Whether it was allowed shapes the answer, which caches are to know. */
export function allowReading(req: IncomingMessage, res: ServerResponse, allows: AllowedOrigins): void {
  const { origin } = req.headers;
  res.setHeader("vary", "origin");
  if (origin === undefined || !allows(origin)) return;
  res.setHeader("access-control-allow-origin", origin);
  res.setHeader("access-control-expose-headers", "x-request-id, retry-after");
}

/** Answers a browser that asks first. Whoever is not allowed is told nothing. */
export function answerPreflight(req: IncomingMessage, res: ServerResponse, allows: AllowedOrigins): void {
  const asked = req.headers["access-control-request-headers"];
  if (req.headers.origin !== undefined && allows(req.headers.origin)) {
    res.setHeader("access-control-allow-methods", "GET, POST");
    if (asked !== undefined) res.setHeader("access-control-allow-headers", asked);
    res.setHeader("access-control-max-age", "600");
  }
  res.writeHead(204, { "content-length": 0 }).end();
}

/** Whether a page of this origin may call the server under the name (`Host`) that it was called by: its own pages may. */
export function isAllowedOrigin(origin: string, host: string | undefined, allows: AllowedOrigins): boolean {
  return (URL.canParse(origin) && new URL(origin).host === host) || allows(origin);
}

/** In the mode `cors` a browser names the origin, which was checked; images, scripts and links have another mode. */
function isDeliberate(headers: IncomingMessage["headers"]): boolean {
  if (headers["sec-fetch-mode"] === "cors") return true;
  return dataTypes.test(headers.accept ?? "") || unusualHeaders.some((name) => headers[name] !== undefined);
}

/** A form on any web page can post the other content types without asking first. */
function contentFault(headers: IncomingMessage["headers"]): Blocked | undefined {
  const [type, ...parameters] = (headers["content-type"] ?? "").toLowerCase().split(/\s*;\s*/);
  const isJson = type === "application/json" || type === "application/graphql+json";
  const charset = parameters.find((parameter) => parameter.startsWith("charset="));
  if (!isJson || !/^(?:charset="?utf-?8"?)?$/.test(charset ?? ""))
    return { ...blocked("Post operations as application/json, in UTF-8."), status: 415 };
  const encoding = headers["content-encoding"];
  if (encoding !== undefined && encoding.toLowerCase() !== "identity")
    return {
      status: 415,
      error: new CodedError("BAD_USER_INPUT", "Compressed requests are not read: send it as it is."),
    };
  return undefined;
}

function blocked(message: string): Blocked {
  return { status: errorCodes.CSRF_BLOCKED.http, error: new CodedError("CSRF_BLOCKED", message) };
}

/** As much of a header as may stand in a message. */
function printable(text: string): string {
  return /^[!-~]{1,200}$/.test(text) ? text : "another origin";
}
