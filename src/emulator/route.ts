import { catalogue, isOperationName, type OperationName } from "./operations/catalogue.ts";

export interface Route {
  operation: OperationName;
  /** The `{resourceArn}` of the path, still percent-encoded; may be empty, which its constraints refuse. */
  label?: string;
}

interface Address {
  method: string;
  operation: OperationName;
}

const addresses = new Map<string, Address[]>();
for (const operation of Object.keys(catalogue).filter(isOperationName)) {
  const { method, path } = catalogue[operation];
  const pattern = path ?? `/${operation}`;
  const sharing = addresses.get(pattern) ?? [];
  addresses.set(pattern, [...sharing, { method, operation }]);
}

/**
 * The operation at a raw (not decoded) path, or the methods that the path does answer to, or undefined when it is
 * no path of the service. The slash of an ARN must arrive as %2F, so decoding comes after matching.
 */
export function route(method: string, rawPath: string): Route | { allow: string[] } | undefined {
  const label = /^\/tags\/([^/]*)$/.exec(rawPath)?.[1];
  const sharing = addresses.get(label === undefined ? rawPath : "/tags/{resourceArn}");
  if (!sharing || rawPath.includes("{")) return undefined;
  const found = sharing.find((address) => address.method === method);
  if (!found) return { allow: sharing.map((address) => address.method) };
  return label === undefined ? { operation: found.operation } : { operation: found.operation, label };
}
