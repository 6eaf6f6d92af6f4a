import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { describe, expect, it, onTestFinished } from "vitest";

import { readExamples } from "../../src/server/examples.ts";
import { type Gateway, startGateway } from "../support/gateway.ts";

const published = fileURLToPath(new URL("../../schema/client/persisted-documents.json", import.meta.url));
const manifest = JSON.parse(readFileSync(published, "utf8")) as Record<string, string>;
const [id = "", document = ""] =
  Object.entries(manifest).find(([, text]) => text.startsWith("query Stages")) ?? [];

const start = (env: Record<string, string> = {}) =>
  startGateway({ env: { IVS_GRAPHQL_TRUSTED_DOCUMENTS: published, ...env } });
const only = { IVS_GRAPHQL_TRUSTED_ONLY: "true" };

async function post(gateway: Gateway, body: object) {
  const { status, text } = await gateway.eventually(
    gateway.fetch("/graphql", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
  );
  return {
    status,
    ...(JSON.parse(text) as { data?: { stages: unknown }; errors?: { extensions: object }[] }),
  };
}
const get = (gateway: Gateway, query: string) =>
  gateway.eventually(gateway.fetch(`/graphql?${query}`, { headers: { accept: "application/json" } }));
const apq = (sha256Hash: string) => ({ persistedQuery: { version: 1, sha256Hash } });

describe("a document that was known before", () => {
  it("is answered by its id, in a POST and in a GET, in both spellings", async () => {
    const gateway = await start();
    const asText = (await post(gateway, { query: document })).data;
    expect(asText).toHaveProperty("stages");
    expect((await post(gateway, { documentId: id })).data).toEqual(asText);
    const hash = id.replace("sha256:", "");
    expect((await post(gateway, { extensions: apq(hash) })).data).toEqual(asText);
    expect((await get(gateway, `documentId=${id}`)).status).toBe(200);
    expect((await get(gateway, `extensions=${encodeURIComponent(JSON.stringify(apq(hash)))}`)).status).toBe(
      200,
    );
    expect(gateway.emulator.calls).toEqual({ ListStages: 5 });
  });

  it("is found in the manifest that codegen writes, each under the hash of its text", () => {
    const hashOf = (text: string) => `sha256:${createHash("sha256").update(text).digest("hex")}`;
    expect(Object.keys(manifest)).toEqual(Object.values(manifest).map(hashOf));
    expect(Object.keys(manifest)).toHaveLength(readExamples().length);
  });

  it.each([
    ["an unknown id", { documentId: "0".repeat(64) }, 404, "PERSISTED_QUERY_NOT_FOUND"],
    ["an unknown hash", { extensions: apq("0".repeat(64)) }, 404, "PERSISTED_QUERY_NOT_FOUND"],
    ["a name that every object has", { documentId: "__proto__" }, 404, "PERSISTED_QUERY_NOT_FOUND"],
    ["an id that is no text", { documentId: 1 }, 400, "BAD_USER_INPUT"],
    ["nothing", {}, 400, "BAD_USER_INPUT"],
  ])("is not found by %s", async (_what, body, status, code) => {
    const gateway = await start();
    const answer = await post(gateway, body);
    expect([answer.status, answer.errors?.[0]?.extensions]).toMatchObject([status, { code }]);
    expect(gateway.emulator.calls).toEqual({});
  });

  it("is not made by sending it with a hash", async () => {
    const gateway = await start();
    const query = "{ stages { nodes { arn } } }";
    expect((await post(gateway, { query, extensions: apq("f".repeat(64)) })).status).toBe(200);
    expect((await post(gateway, { extensions: apq("f".repeat(64)) })).status).toBe(404);
  });

  it("is refused by id where no manifest was set", async () => {
    const gateway = await startGateway();
    expect((await post(gateway, { documentId: id })).status).toBe(400);
  });
});

describe("a gateway that answers trusted documents only", () => {
  it("answers those by id and by text", async () => {
    const gateway = await start(only);
    expect((await post(gateway, { documentId: id })).status).toBe(200);
    expect((await post(gateway, { query: document })).status).toBe(200);
  });

  it.each([
    "{ __typename }",
    `${document} `,
    "{ __schema { types { name } } }",
    "{",
    `${document}\n{ __typename }`,
  ])("refuses %j", async (query) => {
    const gateway = await start(only);
    for (const body of [{ query }, { query, documentId: id }, { query, extensions: apq(id) }]) {
      const answer = await post(gateway, body);
      expect([answer.status, answer.errors?.[0]?.extensions]).toEqual([403, { code: "UNTRUSTED_DOCUMENT" }]);
    }
    expect((await get(gateway, `query=${encodeURIComponent(query)}`)).status).toBe(403);
    expect(gateway.emulator.calls).toEqual({});
  });
});

describe("a manifest", () => {
  it.each([
    ["is not there", undefined, "cannot be read"],
    ["is not JSON", "nonsense", "is not JSON"],
    ["is a list", "[]", "is no object of documents"],
    ["is empty", "{}", "is no object of documents"],
    ["holds what is no text", '{"a":1}', "is no object of documents"],
  ])("that %s keeps the program from starting", async (_what, content, fault) => {
    const folder = mkdtempSync(join(tmpdir(), "trusted-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, "manifest.json");
    if (content !== undefined) writeFileSync(file, content);
    await expect(start({ IVS_GRAPHQL_TRUSTED_DOCUMENTS: file })).rejects.toThrow(fault);
  });

  it("is needed where nothing else is answered", async () => {
    await expect(startGateway({ env: only })).rejects.toThrow("needs IVS_GRAPHQL_TRUSTED_DOCUMENTS");
  });
});
