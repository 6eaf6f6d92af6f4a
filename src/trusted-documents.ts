import { readFileSync } from "node:fs";

import { StartError } from "./errors.ts";

/** Documents that were known before anybody sent them. */
export interface TrustedDocuments {
  /** The document with this id, or with this SHA-256 where the manifest says `sha256:` before its hashes. */
  find(id: string): string | undefined;
  /** Whether it is one of these, letter by letter. */
  includes(document: string): boolean;
}

/** Reads a manifest: a JSON object of documents by their id, as graphql-codegen writes it. Throws StartError. */
export function readTrustedDocuments(path: string): TrustedDocuments {
  const byId = new Map(Object.entries(readManifest(path)));
  const documents = new Set(byId.values());
  return {
    find: (id) => byId.get(id) ?? byId.get(`sha256:${id}`),
    includes: (document) => documents.has(document),
  };
}

function readManifest(path: string): Record<string, string> {
  const refuse = (what: string) => new StartError([`IVS_GRAPHQL_TRUSTED_DOCUMENTS ${what}.`]);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw refuse(
      `names a file that cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  try {
    const manifest: unknown = JSON.parse(text);
    if (isManifest(manifest)) return manifest;
  } catch {
    throw refuse(`names a file that is not JSON: ${path}`);
  }
  throw refuse(`names a file that is no object of documents by their id: ${path}`);
}

function isManifest(value: unknown): value is Record<string, string> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const documents = Object.values(value);
  return documents.length > 0 && documents.every((document) => typeof document === "string");
}
