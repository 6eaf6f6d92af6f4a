import type { IncomingMessage } from "node:http";

import { CodedError } from "../errors.ts";
import { loopbackViewer, type Viewer } from "../viewer.ts";

/**
 * The viewer of a request while no authentication is configured: whoever is on this machine, and nobody else. A caller
 * counts as local when its socket is, when it asked for a local name (a page elsewhere that rebinds its own name
 * to 127.0.0.1 did not), and when no proxy passed it on. Throws UNAUTHENTICATED otherwise.
 */
export function admitLoopback(request: IncomingMessage): Viewer {
  const { remoteAddress } = request.socket;
  const forwarded = ["forwarded", "x-forwarded-for", "x-real-ip", "via"].some(
    (name) => name in request.headers,
  );
  if (remoteAddress && isLoopbackAddress(remoteAddress) && isLoopbackHost(request.headers.host) && !forwarded)
    return loopbackViewer;
  throw new CodedError(
    "UNAUTHENTICATED",
    "No authentication is configured, so only callers on this machine are answered, directly and under a loopback name.",
  );
}

/** Whether an `Origin` header names a page served from this machine. */
export function isLoopbackOrigin(origin: string): boolean {
  return URL.canParse(origin) && isLoopbackName(new URL(origin).hostname);
}

function isLoopbackHost(host: string | undefined): boolean {
  return (
    host !== undefined && URL.canParse(`http://${host}`) && isLoopbackName(new URL(`http://${host}`).hostname)
  );
}

function isLoopbackName(hostname: string): boolean {
  return (
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    isLoopbackAddress(hostname.replace(/^\[|\]$/g, ""))
  );
}

function isLoopbackAddress(address: string): boolean {
  return /^(?:::ffff:)?127(?:\.\d{1,3}){3}$/.test(address) || address === "::1";
}
