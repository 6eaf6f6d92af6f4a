/** The global id of an object: its type and its key within the type, in base64url. */
export function encodeGlobalId(typename: string, key: string): string {
  return Buffer.from(`${typename}:${key}`).toString("base64url");
}

/** The reverse; undefined when the text is not the only spelling of an id. Whether such a type exists is not checked here. */
export function decodeGlobalId(globalId: string): { typename: string; key: string } | undefined {
  const text = Buffer.from(globalId, "base64url").toString("utf8");
  const [, typename, key] = /^([A-Za-z_][A-Za-z0-9_]*):(.+)$/s.exec(text) ?? [];
  if (typename === undefined || key === undefined || encodeGlobalId(typename, key) !== globalId)
    return undefined;
  return { typename, key };
}
