import type { IncomingMessage } from "node:http";

import { isLocal } from "./guard.ts";

/** What the SDK sends from a browser beyond what every page may. */
const requestHeaders = [
  "Authorization",
  "Content-Type",
  "X-Amz-Content-Sha256",
  "X-Amz-Date",
  "X-Amz-Security-Token",
  "X-Amz-User-Agent",
  "Amz-Sdk-Invocation-Id",
  "Amz-Sdk-Request",
];

/** Lets a page of a loopback origin read the answer. To be used for requests whose origin was found to be one. */
export function readableBy(origin: string | undefined): Record<string, string> {
  return origin === undefined ? {} : { "Access-Control-Allow-Origin": origin, Vary: "Origin" };
}

/** Headers without those that let other pages read the answer, for a request whose origin is a foreign one. */
export function withheldFrom(
  origin: string | undefined,
  headers: Readonly<Record<string, string>>,
): Record<string, string> {
  if (origin === undefined || isLocal(origin)) return { ...headers };
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith("Access-Control-")));
}

/** The headers of the answer to a browser that asks before it calls; undefined for any other request. */
export function preflight({ method, headers }: IncomingMessage): Record<string, string> | undefined {
  const { origin, "access-control-request-method": wanted } = headers;
  if (method !== "OPTIONS" || origin === undefined || wanted === undefined) return undefined;
  return {
    ...readableBy(origin),
    "Access-Control-Allow-Methods": "GET, POST, PATCH, DELETE",
    "Access-Control-Allow-Headers": requestHeaders.join(", "),
    "Access-Control-Max-Age": "86400",
  };
}
