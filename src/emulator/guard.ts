import type { IncomingHttpHeaders } from "node:http";
import { BlockList, isIP } from "node:net";

import type { Identity } from "./arn.ts";
import { AwsError } from "./aws-error.ts";

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/** Whether a host is an address of this machine that no other machine can reach. Names are none. */
export function isLoopbackAddress(host: string): boolean {
  const family = isIP(host);
  return family !== 0 && loopback.check(host, family === 6 ? "ipv6" : "ipv4");
}

/**
 * Throws for requests that a web page could have caused: one that a foreign name was made to lead here (Host), or
 * one sent across origins (Origin).
 */
export function requireLocal(headers: IncomingHttpHeaders): void {
  const { host, origin } = headers;
  if (host === undefined || !isLocal(`http://${host}`))
    throw new AwsError("AccessDeniedException", 403, "The emulator answers only to loopback host names");
  if (origin !== undefined && !isLocal(origin))
    throw new AwsError("AccessDeniedException", 403, "The emulator answers only to loopback origins");
}

/** Whether a URL leads to this machine by its loopback name or address. */
export function isLocal(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return hostname === "localhost" || isLoopbackAddress(hostname.replace(/^\[(.*)\]$/, "$1"));
}

const credential =
  /^AWS4-HMAC-SHA256 +Credential=[^/,\s]+\/\d{8}\/(?<region>[^/,\s]+)\/(?<service>[^/,\s]+)\/aws4_request(,|\s|$)/;

/** Throws unless the request is signed for this service and Region. Whether the signature is right is not checked. */
export function requireSigned(authorization: string | undefined, { region }: Identity): void {
  const scope = credential.exec(authorization ?? "")?.groups;
  if (!scope) throw new AwsError("MissingAuthenticationTokenException", 403, "Missing Authentication Token");
  if (scope["service"] !== "ivs" || scope["region"] !== region)
    throw new AwsError(
      "InvalidSignatureException",
      403,
      `Credential should be scoped to ivs in ${region}, not to ${scope["service"]} in ${scope["region"]}`,
    );
}
