import { type GraphQLSchema, lexicographicSortSchema, printSchema } from "graphql";
import type { ServerResponse } from "node:http";

import { requireScope, type Viewer } from "../viewer.ts";

export const sdlPath = "/schema.graphql";

/** Sends what is served as SDL, sorted, to whoever may introspect it. Throws FORBIDDEN for all others. */
export function createSdl(schema: GraphQLSchema): (viewer: Viewer, response: ServerResponse) => void {
  let text: string | undefined;

  return (viewer, response) => {
    requireScope(viewer, "introspect");
    text ??= `${printSchema(lexicographicSortSchema(schema))}\n`;
    response.writeHead(200, {
      "content-type": "text/plain; charset=utf-8",
      "content-length": Buffer.byteLength(text),
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    });
    response.end(text);
  };
}
