import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";

const folder = new URL("../../src/page/", import.meta.url);
const path = "/page/";

const types: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
};

interface File {
  readonly type: string;
  readonly body: Buffer;
  readonly tag: string;
}

/** The page at `/`, which shows what the graph tells, and the files that it is made of: those in `src/page/`, as they are. */
export function createPage() {
  const files = new Map<string, File>();
  for (const name of readdirSync(folder)) {
    const type = types[name.slice(name.lastIndexOf(".") + 1)];
    if (type === undefined) continue;
    const body = readFileSync(new URL(name, folder));
    const tag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 16)}"`;
    files.set(name === "index.html" ? "/" : `${path}${name}`, { type, body, tag });
  }

  return {
    /** Sends the page, to a browser that asks for one, or a file of it; false when it is neither. */
    send(url: string, { method, headers }: IncomingMessage, response: ServerResponse): boolean {
      const file = files.get(url);
      const isWanted = url !== "/" || (method === "GET" && headers.accept?.includes("text/html") === true);
      if (!file || !isWanted) return false;
      const isKnown = headers["if-none-match"] === file.tag;
      response.writeHead(isKnown ? 304 : 200, {
        "content-type": file.type,
        "cache-control": "no-cache",
        etag: file.tag,
        vary: "accept",
        "content-security-policy":
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
      });
      response.end(isKnown ? undefined : file.body);
      return true;
    },
  };
}
