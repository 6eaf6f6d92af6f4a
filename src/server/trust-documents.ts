import type { Plugin } from "graphql-yoga";

import { CodedError } from "../errors.ts";
import type { TrustedDocuments } from "../trusted-documents.ts";
import type { Viewer } from "../viewer.ts";

/** Who sends a document, on any transport. */
interface Sender {
  readonly viewer?: Viewer;
}

/** Another member of a request than those that GraphQL over HTTP names today: its draft of persisted documents. */
export const documentIdParameter = "documentId";

/**
 * Finds the document that a request only names, by `documentId` or, as Apollo's clients do, by `extensions.persistedQuery.sha256Hash`. With `only` no other
 * documents are read, on any transport, but those of the router of a company graph, who makes one for each operation that it is sent. Nobody can add
 * one: a hash that comes with a text is not looked up.
 */
export function trustDocuments(trusted: TrustedDocuments, only: boolean): Plugin<Sender> {
  return {
    onParams({ params, request, setParams }) {
      const id = idOf(params, request);
      if (id === undefined || params.query) return;
      const query = trusted.find(id);
      if (query === undefined)
        throw new CodedError("PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound", {
          details: { id: id.slice(0, 128) },
        });
      const { [documentIdParameter]: _, ...rest } = params as Record<string, unknown>;
      setParams({ ...rest, query });
    },
    onParse({ params, context }) {
      const isRouted = context.viewer?.isRouted ?? false;
      if (only && !isRouted && !trusted.includes(String(params.source)))
        throw new CodedError(
          "UNTRUSTED_DOCUMENT",
          "Only documents that were known before are answered here.",
        );
    },
  };
}

function idOf(params: object, request: Request): string | undefined {
  const { documentId, extensions } = params as {
    documentId?: unknown;
    extensions?: { persistedQuery?: { sha256Hash?: unknown } } | null;
  };
  const named =
    documentId ??
    extensions?.persistedQuery?.sha256Hash ??
    (request.method === "GET"
      ? new URL(request.url, "http://localhost").searchParams.get(documentIdParameter)
      : null);
  return typeof named === "string" && named !== "" ? named : undefined;
}
