import type { IncomingMessage } from "node:http";

import { CodedError } from "../errors.ts";

/** What is asked to be let in: a request, and on a WebSocket the payload of its `connection_init`. */
export interface Asked {
  readonly request: IncomingMessage;
  readonly connectionParams?: Readonly<Record<string, unknown>>;
}

/** Reads a credential by the name of its header, in lower case. Throws UNAUTHENTICATED when it was sent twice. */
export type Credentials = (name: string) => string | undefined;

/**
 * Where the credentials of a request are: in its headers, and on a WebSocket in `connection_init` only. A browser sends the headers and
 * cookies of an upgrade on behalf of any page, and URLs are written into logs.
 */
export function credentialsOf({ request, connectionParams }: Asked): Credentials {
  const isSocket = connectionParams !== undefined || /websocket/i.test(request.headers.upgrade ?? "");
  const given: readonly (readonly [string, unknown])[] = isSocket
    ? Object.entries(connectionParams ?? {})
    : Object.entries(request.headersDistinct).flatMap(([name, values = []]) =>
        values.map((value) => [name, value] as const),
      );
  return (name) => {
    const [first, ...more] = given.filter(([each]) => each.toLowerCase() === name);
    if (!first) return undefined;
    // A router that adds a header to what its client sent under the same name would speak for both.
    if (more.length > 0) throw refused("repeated", `${name} was sent twice.`);
    const [, value] = first;
    if (typeof value !== "string") throw refused("malformed", `${name} is no text.`);
    return value;
  };
}

/** For a credential that is not good. The message never repeats it; `reason` is a word that stays. */
export function refused(reason: string, message: string): CodedError {
  return new CodedError("UNAUTHENTICATED", message, { details: { reason } });
}
