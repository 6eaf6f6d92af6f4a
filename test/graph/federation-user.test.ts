import { isObjectType } from "graphql";
import { describe, expect, it } from "vitest";

import { createSubgraph } from "../../src/graph/federation.ts";
import { declaredGraph } from "../../src/graph/index.ts";
import { dryRun } from "../queries/predicted.ts";
import { startGateway } from "../support/gateway.ts";

const env = { IVS_GRAPHQL_USER_ENTITY: "User.id" };

describe("with the users of another subgraph", () => {
  it("every type that carries a userId links to its user, and no other", () => {
    const userEntity = { type: "User", key: "id", keyType: "ID" } as const;
    const { api } = createSubgraph(declaredGraph, { userEntity });
    const linked = Object.values(api.getTypeMap())
      .filter((type) => isObjectType(type))
      .filter((type) => type.getFields()["user"]);
    expect(linked.map(({ name }) => name)).toEqual([
      "ExchangedParticipantToken",
      "IngestConfiguration",
      "Participant",
      "ParticipantToken",
    ]);
  });

  it("user is the key alone, for what userId costs", async () => {
    const gateway = await startGateway({ env });
    const { arn } = gateway.emulator.stages.create({});
    const stage = gateway.emulator.stages.stage(arn);
    stage.join({ userId: "ann" });
    stage.join({});
    const query =
      "query ($arn: Arn!) { stage(arn: $arn) { participants { nodes { userId user { __typename id } } } } }";
    const { predicted } = (await gateway.query(query, { arn }, dryRun)).extensions.upstream;
    const { data, errors } = await gateway.query(query, { arn });
    expect(errors).toBeUndefined();
    expect(data.stage.participants.nodes).toEqual(
      expect.arrayContaining([
        { userId: "ann", user: { __typename: "User", id: "ann" } },
        { userId: null, user: null },
      ]),
    );
    expect(gateway.emulator.calls).toEqual({ GetStage: 1, ListParticipants: 1 });
    expect(predicted.total).toBe(2);
  });

  it("user of a link costs the summary that userId stands in, and is predicted so", async () => {
    const gateway = await startGateway({ env });
    const { arn } = gateway.emulator.stages.create({});
    const { participantId, sessionId } = gateway.emulator.stages.stage(arn).join({ userId: "ann" });
    const query =
      "query ($arn: Arn!, $session: String!, $id: String!) { stageSession(stageArn: $arn, sessionId: $session) { participant(participantId: $id) { user { id } } } }";
    const variables = { arn, session: sessionId, id: participantId };
    const { predicted } = (await gateway.query(query, variables, dryRun)).extensions.upstream;
    const { data } = await gateway.query(query, variables);
    expect(data.stageSession.participant.user).toEqual({ id: "ann" });
    expect(gateway.emulator.calls).toEqual(predicted.byOperation);
  });

  it("a token that was made for somebody says for whom", async () => {
    const gateway = await startGateway({ env });
    const { arn } = gateway.emulator.stages.create({});
    const { data } = await gateway.query(
      'mutation ($arn: Arn!) { createParticipantToken(input: { stageArn: $arn, userId: "ann" }) { ... on CreateParticipantTokenPayload { participantToken { user { id } } } } }',
      { arn },
    );
    expect(data.createParticipantToken).toEqual({ participantToken: { user: { id: "ann" } } });
  });

  it("the key may be any name of GraphQL", async () => {
    const gateway = await startGateway({ env: { IVS_GRAPHQL_USER_ENTITY: "User._id" } });
    const { arn } = gateway.emulator.stages.create({});
    gateway.emulator.stages.stage(arn).join({ userId: "ann" });
    const { data } = await gateway.query(
      "query ($arn: Arn!) { stage(arn: $arn) { participants { nodes { user { _id } } } } }",
      { arn },
    );
    expect(data.stage.participants.nodes).toEqual([{ user: { _id: "ann" } }]);
  });

  it("no user is there without the setting", async () => {
    const gateway = await startGateway();
    const { errors } = await gateway.query(
      '{ participant(stageArn: "a", participantId: "b") { user { id } } }',
    );
    expect(errors?.[0]?.extensions["code"]).toBe("GRAPHQL_VALIDATION_FAILED");
  });

  it.each([
    ["User", "must be a type and its key"],
    ["User.id:Int", "must be a type and its key"],
    ["User.__id", "must be a type and its key"],
    ["_Any.id", 'contains multiple types named "_Any"'],
    ["Stage.id", 'contains multiple types named "Stage"'],
  ])("the setting %s is refused at the start", async (entity, why) => {
    await expect(startGateway({ env: { IVS_GRAPHQL_USER_ENTITY: entity } })).rejects.toThrow(why);
  });
});
