import { describe, expect, it } from "vitest";

import { encodeGlobalId } from "../../src/graph/global-id.ts";
import { startGateway } from "../support/gateway.ts";

/** A stage that somebody is on. */
async function startShow() {
  const gateway = await startGateway();
  const stageArn = gateway.emulator.stages.create({ name: "show" }).arn;
  const { sessionId, participantId } = gateway.emulator.stages.stage(stageArn).join({ userId: "ann" });
  async function refer(representation: object, selection: string) {
    const { data, errors } = await gateway.query(
      `query ($of: [_Any!]!) { _entities(representations: $of) { __typename ${selection} } }`,
      { of: [representation] },
    );
    return { entity: data._entities[0], errors };
  }
  return { gateway, stageArn, sessionId, participantId, refer };
}

const ofParticipant = "... on Participant { userId }";
const participant = { entity: { __typename: "Participant", userId: "ann" }, errors: undefined };

/** The features of Apollo's table of compatible subgraph libraries that this graph has a use for, each by what a router would ask. */
describe("of the table of compatible subgraphs", () => {
  it("_service tells the SDL with its keys, and without what federation adds", async () => {
    const gateway = await startGateway();
    const { sdl } = (await gateway.query("query { _service { sdl } }")).data._service;
    expect(sdl).toMatch(/type Stage implements [\w &]+ @key\(fields: "arn"\) @key\(fields: "id"\)/);
    expect(sdl).not.toContain("_entities");
  });

  it("@key (single): an object is found by its one field", async () => {
    const { refer, stageArn } = await startShow();
    expect(await refer({ __typename: "Stage", arn: stageArn }, "... on Stage { name }")).toEqual({
      entity: { __typename: "Stage", name: "show" },
      errors: undefined,
    });
  });

  it("@key (multi): an object is found by its fields together", async () => {
    const { refer, stageArn, sessionId, participantId } = await startShow();
    const key = { stageArn, sessionId, participantId };
    expect(await refer({ __typename: "Participant", ...key }, ofParticipant)).toEqual(participant);
  });

  it("repeatable @key: the same object is found by its other key", async () => {
    const { refer, stageArn, sessionId, participantId } = await startShow();
    const id = encodeGlobalId("Participant", [stageArn, sessionId, participantId].join("|"));
    expect(await refer({ __typename: "Participant", id }, ofParticipant)).toEqual(participant);
  });

  it("@link: the version of federation is told, and which of its directives are meant", async () => {
    const gateway = await startGateway();
    const { sdl } = (await gateway.query("{ _service { sdl } }")).data._service;
    expect(sdl).toMatch(
      /^extend schema @link\(url: "https:\/\/specs\.apollo\.dev\/federation\/v2\.\d+", import: \[/,
    );
  });

  it("@shareable: the fields of PageInfo, as any other subgraph may give them", async () => {
    const { gateway } = await startShow();
    const { sdl } = (await gateway.query("{ _service { sdl } }")).data._service;
    expect(sdl).toContain("type PageInfo @shareable {");
    const { data } = await gateway.query(
      "{ stages { pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }",
    );
    expect(Object.keys(data.stages.pageInfo).toSorted()).toEqual(
      ["hasNextPage", "hasPreviousPage", "startCursor", "endCursor"].toSorted(),
    );
  });

  it("@key that is not resolvable: the user of another subgraph is named, and not resolved", async () => {
    const gateway = await startGateway({ env: { IVS_GRAPHQL_USER_ENTITY: "User.id" } });
    const { sdl } = (await gateway.query("{ _service { sdl } }")).data._service;
    expect(sdl).toContain('type User @key(fields: "id", resolvable: false) {');
    const { errors } = await gateway.query(
      "query ($of: [_Any!]!) { _entities(representations: $of) { __typename } }",
      { of: [{ __typename: "User", id: "ann" }] },
    );
    expect(errors?.[0]?.extensions["code"]).toBe("BAD_USER_INPUT");
  });
});
