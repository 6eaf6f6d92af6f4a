import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

import {
  css,
  editorWorkerService,
  graphqlWorker,
  js,
  jsonWorker,
} from "@graphql-yoga/render-graphiql/graphiql";

const compress = promisify(gzip);

const assetsPath = "/graphiql/";

interface Asset {
  path: string;
  type: string;
  body: string;
  compressed?: Promise<Buffer>;
}

function asset(name: string, extension: "js" | "css", body: string): Asset {
  const hash = createHash("sha256").update(body).digest("base64url").slice(0, 16);
  const type = extension === "js" ? "text/javascript; charset=utf-8" : "text/css; charset=utf-8";
  return { path: `${assetsPath}${name}.${hash}.${extension}`, type, body };
}

/**
 * GraphiQL served from this process alone: a small page, and its program as immutable assets, so that it works offline and
 * nine megabytes are loaded once. Each of `tabs` holds an operation.
 */
export function createGraphiql({ title, tabs }: { title: string; tabs: readonly { query: string }[] }) {
  const options = { title, defaultTabs: tabs };
  // A tab keeps the place that it had while the others were still coming, and jumps away under the first click.
  const style = asset("graphiql", "css", `${css}\n.graphiql-tab{transform:none!important}\n`);
  const program = asset("graphiql", "js", js);
  const workers = {
    editorWorkerService: asset("editor.worker", "js", editorWorkerService),
    json: asset("json.worker", "js", jsonWorker),
    graphql: asset("graphql.worker", "js", graphqlWorker),
  };
  const workerPaths = Object.fromEntries(Object.entries(workers).map(([label, { path }]) => [label, path]));
  const start = asset(
    "start",
    "js",
    `const workers = ${JSON.stringify(workerPaths)};
self.MonacoEnvironment = { globalAPI: false, getWorkerUrl: (_id, label) => workers[label] };
addEventListener("DOMContentLoaded", () => {
  YogaGraphiQL.renderYogaGraphiQL(document.querySelector("#root"), ${JSON.stringify(options)});
});
`,
  );
  const assets = new Map([style, program, start, ...Object.values(workers)].map((one) => [one.path, one]));
  const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>${title}</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="${style.path}">
    <script src="${program.path}" defer></script>
    <script src="${start.path}" defer></script>
  </head>
  <body class="no-focus-outline">
    <noscript>GraphiQL needs JavaScript.</noscript>
    <div id="root"></div>
  </body>
</html>
`;

  return {
    /** Whether a browser asks for the page rather than a client for data. */
    wantsPage: ({ method, headers }: IncomingMessage) =>
      method === "GET" && headers.accept?.includes("text/html") === true,
    sendPage(response: ServerResponse): void {
      response.writeHead(200, {
        "content-type": "text/html; charset=utf-8",
        "cache-control": "no-cache",
        "content-security-policy":
          "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
      });
      response.end(page);
    },
    /** Sends the asset of this path; false when there is none. */
    async sendAsset(path: string, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
      const found = assets.get(path);
      if (!found) return false;
      const headers = {
        "content-type": found.type,
        "cache-control": "public, max-age=31536000, immutable",
        "x-content-type-options": "nosniff",
        vary: "accept-encoding",
      };
      if (!/\bgzip\b/.test(String(request.headers["accept-encoding"]))) {
        response.writeHead(200, headers).end(found.body);
        return true;
      }
      found.compressed ??= compress(found.body);
      response.writeHead(200, { ...headers, "content-encoding": "gzip" }).end(await found.compressed);
      return true;
    },
  };
}
