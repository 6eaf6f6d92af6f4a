import type { Config } from "./config.ts";
import { CodedError } from "./errors.ts";
import type { Identity } from "./upstream/identity.ts";

/** A token signed with the key of another account or Region is one that nobody can join with. */
export function signerFault({ tokenKey }: Config, { region, account }: Identity): string | undefined {
  const [, , , keyRegion, keyAccount] = tokenKey?.publicKeyArn.split(":") ?? [];
  if (keyRegion === undefined || (keyRegion === region && (account === undefined || keyAccount === account)))
    return undefined;
  return `IVS_GRAPHQL_TOKEN_PUBLIC_KEY_ARN names a key of ${keyRegion}, account ${keyAccount}; this gateway serves ${region}, account ${account ?? "not yet known"}.`;
}

/** Why an address cannot be listened on, and which setting to change. */
export function listenFault(setting: string, port: number, host: string, error: unknown): string {
  const code: unknown = error instanceof Error ? Reflect.get(error, "code") : undefined;
  if (code === "EADDRINUSE")
    return `Port ${port} on ${host} is taken. Set ${setting} to another one, or to 0 for any.`;
  if (code === "EACCES")
    return `Port ${port} on ${host} may not be opened by this user. Set ${setting} to one above 1023.`;
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND")
    return `HOST ${host} is not an address of this machine.`;
  return `Cannot listen on ${host}:${port} (${setting}): ${error instanceof Error ? error.message : String(error)}`;
}

/** The operator may read what AWS says of the credentials; clients may not. */
export function backendFaults(error: unknown): string[] {
  if (error instanceof AggregateError) return error.errors.flatMap(backendFaults);
  const cause = error instanceof CodedError && error.cause instanceof Error ? error.cause : error;
  const text = cause instanceof Error ? textOf(cause) : String(cause);
  const [, hint = ""] = hints.find(([pattern]) => pattern.test(text)) ?? [];
  return [`AWS cannot be used: ${text.replace(/\.?$/, ".")}${hint && ` ${hint}`}`];
}

const hints: readonly [RegExp, string][] = [
  [/region is missing/i, "Set AWS_REGION."],
  [
    /could not load credentials/i,
    "Set AWS_PROFILE to a profile that exists, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run where a role gives credentials.",
  ],
  [/Invalid URL/, "Check AWS_ENDPOINT_URL_IVS_REALTIME and AWS_ENDPOINT_URL."],
  [
    /ECONNREFUSED|ENOTFOUND|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|did not establish|in time|too long/,
    "Check the network, AWS_REGION, and AWS_ENDPOINT_URL_IVS_REALTIME where it is set.",
  ],
];

function textOf(error: Error): string {
  const exceptionMessage: unknown = Reflect.get(error, "exceptionMessage");
  const code: unknown = Reflect.get(error, "code");
  const text = typeof exceptionMessage === "string" ? exceptionMessage : error.message;
  const name = /^(?:Error|CallDeadlineError)$/.test(error.name) ? "" : `${error.name}: `;
  return `${name}${text || (typeof code === "string" ? code : "no text")}`;
}
