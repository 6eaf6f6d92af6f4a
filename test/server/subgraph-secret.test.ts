import { fileURLToPath } from "node:url";

import { describe, expect, it } from "vitest";

import { readConfig } from "../../src/config.ts";
import { type Gateway, startGateway } from "../support/gateway.ts";
import { openSocket } from "../support/socket.ts";
import { as, routerEnv } from "../support/viewers.ts";

const secret = "a secret between router and subgraphs";
const header = "x-ivs-subgraph-secret";
const env = { IVS_GRAPHQL_SUBGRAPH_SECRET: secret, IVS_GRAPHQL_CACHE_BYTES: "1000000" };
const fromRouter = { [header]: secret };
const entities = "query ($of: [_Any!]!) { _entities(representations: $of) { ... on Stage { name } } }";
const sdl = "{ _service { sdl } }";
const refused = ["This is not for you.", { code: "FORBIDDEN" }];

const referTo = ({ emulator }: Gateway) => ({
  of: [{ __typename: "Stage", arn: emulator.stages.create({ name: "show" }).arn }],
});

describe("where the router of a company graph has a secret", () => {
  it.each([
    ["none", undefined],
    ["another", "a secret between router and subgraph"],
    ["an empty one", ""],
    ["more than it", `${secret}.`],
  ])("whoever shows %s is refused what only a router asks, and told nothing", async (_what, shown) => {
    const gateway = await startGateway({ env });
    const headers: Record<string, string> = shown === undefined ? {} : { [header]: shown };
    for (const [query, variables] of [
      [entities, referTo(gateway)],
      [sdl, {}],
      ["{ ...F } fragment F on Query { a: _service { __typename } }", {}],
    ] as const) {
      const { data, errors } = await gateway.query(query, variables, headers);
      expect(data).toBeNull();
      expect(errors?.map(({ message, extensions }) => [message, extensions])).toEqual([refused]);
    }
    expect(gateway.emulator.calls).toEqual({});
  });

  it("the router is answered, and what it was answered is shown to nobody else", async () => {
    const gateway = await startGateway({ env });
    const variables = referTo(gateway);
    for (const time of ["first", "second"]) {
      const { data } = await gateway.query(entities, variables, fromRouter);
      expect([time, data]).toEqual([time, { _entities: [{ name: "show" }] }]);
    }
    expect(gateway.emulator.calls).toEqual({ GetStage: 1 });
    expect((await gateway.query(entities, variables)).errors?.[0]?.extensions).toEqual({ code: "FORBIDDEN" });
    expect((await gateway.query(sdl, {}, fromRouter)).data._service.sdl).toContain("@key");
  });

  it("a WebSocket of the router shows it in connection_init, and not by the headers of the upgrade", async () => {
    const gateway = await startGateway({ env });
    const variables = referTo(gateway);
    const socket = await openSocket(gateway, { init: fromRouter });
    const { payload } = await socket.next(await socket.subscribe(entities, variables));
    expect(payload.data).toEqual({ _entities: [{ name: "show" }] });
    for (const options of [{}, { headers: fromRouter }]) {
      const other = await openSocket(gateway, options);
      const answer = await other.next(await other.subscribe(entities, variables));
      expect(answer.payload.errors[0].extensions).toEqual({ code: "FORBIDDEN" });
    }
  });

  it("everybody else is answered as ever", async () => {
    const gateway = await startGateway({ env });
    expect((await gateway.query("{ stages { nodes { name } } }")).data).toEqual({ stages: { nodes: [] } });
  });

  it("the secret says nothing of who is asking, and who is asking says nothing of the router", async () => {
    const gateway = await startGateway({ env: { ...env, ...routerEnv } });
    const variables = referTo(gateway);
    expect((await gateway.query(entities, variables, fromRouter)).status).toBe(401);
    const reader = as("reader", { scopes: ["ivs:read"] });
    expect((await gateway.query(entities, variables, reader)).errors?.[0]?.extensions).toEqual({
      code: "FORBIDDEN",
    });
    const routed = { ...reader, ...fromRouter };
    expect((await gateway.query(entities, variables, routed)).data).toEqual({
      _entities: [{ name: "show" }],
    });
    expect((await gateway.query(sdl, {}, routed)).errors?.[0]?.extensions).toEqual({
      code: "FORBIDDEN",
      scope: "introspect",
    });
  });

  it("the router may send its own documents where others send trusted ones", async () => {
    const manifest = fileURLToPath(new URL("../../schema/client/persisted-documents.json", import.meta.url));
    const trusted = { IVS_GRAPHQL_TRUSTED_DOCUMENTS: manifest, IVS_GRAPHQL_TRUSTED_ONLY: "true" };
    const gateway = await startGateway({ env: { ...env, ...trusted } });
    const variables = referTo(gateway);
    const known = await gateway.query(entities, variables, fromRouter);
    expect(known.data).toEqual({ _entities: [{ name: "show" }] });
    const { status, errors } = await gateway.query(entities, variables);
    expect([status, errors?.[0]?.extensions["code"]]).toEqual([403, "UNTRUSTED_DOCUMENT"]);
    const socket = await openSocket(gateway, { init: fromRouter });
    const { type } = await socket.next(await socket.subscribe("{ __typename }"));
    expect(type).toBe("next");
  });

  it("no log line holds it", async () => {
    const gateway = await startGateway({ env });
    await gateway.query(entities, referTo(gateway), fromRouter);
    await gateway.query(entities, referTo(gateway), { [header]: `${secret}!` });
    expect(JSON.stringify(gateway.logged)).not.toContain(secret);
  });

  it("a secret is refused at the start when it is short, and not repeated", () => {
    const read = () => readConfig({ IVS_GRAPHQL_SUBGRAPH_SECRET: "too short" });
    expect(read).toThrow("IVS_GRAPHQL_SUBGRAPH_SECRET must have at least 32 characters.");
    expect(JSON.stringify(readConfig({ IVS_GRAPHQL_SUBGRAPH_SECRET: secret }))).not.toContain(secret);
  });
});

describe("without a secret", () => {
  it("whoever may read is answered, and nobody's documents are trusted for it", async () => {
    const manifest = fileURLToPath(new URL("../../schema/client/persisted-documents.json", import.meta.url));
    const gateway = await startGateway();
    expect((await gateway.query(entities, referTo(gateway))).data._entities).toEqual([{ name: "show" }]);
    const strict = await startGateway({
      env: { IVS_GRAPHQL_TRUSTED_DOCUMENTS: manifest, IVS_GRAPHQL_TRUSTED_ONLY: "true" },
    });
    expect((await strict.query(sdl, {}, { [header]: "" })).status).toBe(403);
  });
});
