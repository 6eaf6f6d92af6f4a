import { createServer, request } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";

import { describe, expect, it, onTestFinished } from "vitest";

import { readBinding } from "../../src/binding/binding.ts";
import { readRecallable } from "../../src/server/recall.ts";
import { createViewer, loopbackViewer } from "../../src/viewer.ts";
import { startGateway } from "../support/gateway.ts";
import { createIngestConfiguration } from "../support/ingest.ts";

const start = () => startGateway({ env: { IVS_GRAPHQL_CACHE_BYTES: "64000000" } });

const nested = `query ($arn: Arn!) { stage(arn: $arn) { name asOf
  activeSession { sessionId participants { nodes { participantId } } } } }`;

describe("a whole answer that was given a moment ago", () => {
  it("is given again under a request id of its own, not to be stored, and tells that it cost nothing", async () => {
    const gateway = await start();
    const { arn } = gateway.emulator.stages.create({ name: "target" });
    gateway.emulator.stages.stage(arn).join({ userId: "alice" });
    const first = await gateway.query(nested, { arn }, { "x-request-id": "first" });
    const again = await gateway.query(nested, { arn }, { "x-request-id": "again" });
    expect(again.data).toEqual(first.data);
    expect(again.headers.get("x-request-id")).toBe("again");
    expect(again.headers.get("cache-control")).toBe("no-store");
    expect(again.headers.get("content-type")).toBe(first.headers.get("content-type"));
    expect(again.extensions.upstream).toEqual({
      calls: {},
      hits: { GetStage: 1, ListParticipants: 1 },
      coalesced: {},
      stale: {},
      waitedMs: 0,
      retries: 0,
      predicted: first.extensions.upstream.predicted,
    });
    expect(first.extensions.upstream.calls).not.toEqual({});
  });

  it("lives as long as the shortest-lived thing that it shows", async () => {
    const gateway = await start();
    const { arn } = gateway.emulator.stages.create({ name: "target" });
    const stage = gateway.emulator.stages.stage(arn);
    stage.join({ userId: "alice" });
    const count = async () =>
      (await gateway.query(nested, { arn })).data.stage.activeSession.participants.nodes.length;
    expect(await count()).toBe(1);
    stage.join({ userId: "bob" });
    await gateway.clock.advance(999);
    expect(await count()).toBe(1);
    gateway.emulator.resetCalls();
    await gateway.clock.advance(1);
    expect(await count()).toBe(2);
    expect(gateway.emulator.calls).toEqual({ ListParticipants: 1 });
  });

  it("is forgotten with anything that it shows, and with nothing else", async () => {
    const gateway = await start();
    const arns = ["one", "two"].map((name) => gateway.emulator.stages.create({ name }).arn);
    const rename = `mutation ($arn: Arn!, $name: String) { updateStage(input: { arn: $arn, name: $name }) {
      ... on UpdateStagePayload { stage { name } } } }`;
    const ask = (arn: string | undefined) =>
      gateway.query("query ($arn: Arn!) { stage(arn: $arn) { name } }", { arn });
    for (const name of ["three", "four"]) {
      for (const arn of arns) await ask(arn);
      gateway.emulator.resetCalls();
      await gateway.query(rename, { arn: arns[0], name });
      expect((await ask(arns[0])).data.stage.name).toBe(name);
      expect((await ask(arns[1])).data.stage.name).toBe("two");
      expect(gateway.emulator.calls).toEqual({ UpdateStage: 1, GetStage: 1 });
    }
  });

  it("is forgotten when something that it shows is read anew", async () => {
    const gateway = await start();
    const { arn } = gateway.emulator.stages.create({ name: "target" });
    const short = "query ($arn: Arn!) { stage(arn: $arn) { activeSessionId } }";
    const long = "query ($arn: Arn!) { stage(arn: $arn) { name activeSessionId } }";
    expect((await gateway.query(short, { arn })).data.stage.activeSessionId).toBeNull();
    gateway.emulator.stages.stage(arn).join({ userId: "alice" });
    const fresh = await gateway.query(long, { arn }, { "cache-control": "no-cache" });
    expect(fresh.data.stage.activeSessionId).toEqual(expect.any(String));
    const { activeSessionId } = (await gateway.query(short, { arn })).data.stage;
    expect(activeSessionId).toBe(fresh.data.stage.activeSessionId);
    expect(gateway.emulator.calls).toEqual({ GetStage: 2 });
  });

  it("is never one to a mutation, one with an error, one that shows the moment, or one with a secret", async () => {
    const gateway = await start();
    const tag = `mutation ($arn: Arn!) { tagResource(input: { resourceArn: $arn, tags: [{ key: "a", value: "b" }] }) {
      ... on TagResourcePayload { resourceArn } } }`;
    const { arn } = gateway.emulator.stages.create({ name: "target" });
    for (const times of [1, 2]) {
      await gateway.query(tag, { arn });
      expect(gateway.emulator.calls).toEqual({ TagResource: times });
    }
    const counters = `{ stages { nodes { name } } upstream { operations(names: ["ListStages"]) { hits } } }`;
    const hits: number[] = [];
    for (let asked = 0; asked < 3; asked += 1)
      hits.push((await gateway.query(counters)).data.upstream.operations[0].hits);
    expect(hits).toEqual([0, 1, 2]);

    const { arn: ingest } = await createIngestConfiguration(gateway);
    for (const times of [1, 2]) {
      await gateway.query("query ($arn: Arn!) { ingestConfiguration(arn: $arn) { streamKey } }", {
        arn: ingest,
      });
      expect(gateway.emulator.calls).toEqual({ GetIngestConfiguration: times });
    }
    gateway.emulator.inject({ operation: "GetStage", kind: "error", type: "ConflictException", status: 409 });
    const ask = () =>
      gateway.query("query ($arn: Arn!) { stages { nodes { name } } stage(arn: $arn) { name } }", { arn });
    expect((await ask()).errors).toHaveLength(1);
    expect((await ask()).errors).toBeUndefined();
  });

  it.each(["text/event-stream", "multipart/mixed"])("is none as %s", async (accept) => {
    const gateway = await start();
    const { arn } = gateway.emulator.stages.create({ name: "target" });
    const ask = () =>
      gateway.eventually(
        gateway.fetch("/graphql", {
          method: "POST",
          headers: { "content-type": "application/json", accept },
          body: JSON.stringify({ query: nested, variables: { arn } }),
        }),
      );
    const [first, again] = [await ask(), await ask()];
    expect(first.headers.get("content-type")).toContain(accept);
    expect(first.text).toContain('"name":"target"');
    expect(again.text).toContain('"hits":{"GetStage":1}');
    expect(gateway.emulator.calls).toEqual({ GetStage: 1 });
  });

  it("is not waited for by a client that leaves before it has asked, which is no fault of ours", async () => {
    const gateway = await start();
    const { hostname: host, port } = new URL(gateway.url);
    const req = request({
      host,
      port,
      path: "/graphql",
      method: "POST",
      headers: { "content-type": "application/json", "content-length": 1_000 },
    });
    req.on("error", () => undefined);
    req.write('{"query":');
    while (gateway.app.activity().requests === 0) await gateway.clock.settle();
    req.destroy();
    while (gateway.app.activity().requests > 0) await gateway.clock.settle();
    expect((await gateway.query("{ stages { nodes { name } } }")).data).toEqual({ stages: { nodes: [] } });
    expect(gateway.logged).toContainEqual(expect.objectContaining({ message: "request", abandoned: true }));
    expect(gateway.logged.filter(({ level }) => level === "error")).toEqual([]);
  });

  it("is of all viewers with the same rights, and of one origin", async () => {
    const keys: (string | undefined)[] = [];
    const acme = readBinding(["tenant=acme"]);
    const viewers = [
      createViewer({ id: "ann", scopes: new Set(["ivs:read"]) }),
      createViewer({ id: "ann", scopes: new Set(["ivs:read", "ivs:events"]) }),
      createViewer({ id: "ben", scopes: new Set(["ivs:events", "ivs:read"]) }),
      createViewer({ id: "ann", scopes: new Set(["ivs:read"]), stages: acme }),
      createViewer({ id: "ann", scopes: new Set(["ivs:read"]), stages: readBinding([]) }),
    ];
    let asked = 0;
    const server = createServer((req, res) => {
      const viewer = viewers[asked] ?? loopbackViewer;
      asked += 1;
      const send = async () => {
        keys.push((await readRecallable(req, viewer))?.key);
        res.end();
      };
      void send();
    });
    server.listen(0, "127.0.0.1");
    onTestFinished(() => void server.close());
    await once(server, "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
    const ask = async (headers: Record<string, string> = {}) => {
      const sent = { "content-type": "application/json", ...headers };
      await (await fetch(url, { method: "POST", headers: sent, body: "{}" })).text();
    };
    while (asked < viewers.length) await ask();
    await ask({ origin: "http://localhost:1" });
    await ask({ "x-dry-run": "true" });
    await ask({ "content-type": "text/plain" });
    expect(keys[1]).toBe(keys[2]);
    expect(new Set(keys.slice(0, 6)).size).toBe(5);
    expect(keys.slice(6)).toEqual([undefined, undefined]);
  });
});
