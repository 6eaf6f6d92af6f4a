import { describe, expect, it } from "vitest";

import { type Gateway, startGateway } from "../support/gateway.ts";

const unthrottled = { settings: { throttle: "off" } } as const;
const asOf = "2026-07-01T10:00:01.000Z";

/** A publisher in one stage, and another stage for it to appear in. */
function publisher(gateway: Gateway) {
  const { create, stage } = gateway.emulator.stages;
  const source = create({ name: "home" });
  const destination = create({ name: "away" });
  const driver = stage(source.arn).join({ userId: "alice", attributes: { role: "host", team: "red" } });
  driver.publish();
  const { participantId, sessionId } = driver;
  return {
    driver,
    participantId,
    sessionId,
    sourceStageArn: source.arn,
    destinationStageArn: destination.arn,
  };
}

type Publisher = ReturnType<typeof publisher>;

async function mutate(gateway: Gateway, verb: "start" | "stop", input: object, selection = "__typename") {
  const Name = `${verb === "start" ? "Start" : "Stop"}ParticipantReplication`;
  const { data, errors } = await gateway.query(
    `mutation ($input: ${Name}Input!) { result: ${verb}ParticipantReplication(input: $input) { __typename
       ... on IvsValidationError { faults { path rule message } } ... on ${Name}Payload { ${selection} } } }`,
    { input },
  );
  expect(errors).toBeUndefined();
  return data.result;
}

const start = (
  gateway: Gateway,
  { sourceStageArn, destinationStageArn, participantId }: Omit<Publisher, "driver" | "sessionId">,
  options: object = {},
  selection?: string,
) => mutate(gateway, "start", { sourceStageArn, destinationStageArn, participantId, ...options }, selection);

/** The replicas of the publisher, as its stage knows them. */
async function replicas(gateway: Gateway, { sourceStageArn, participantId }: Publisher, selection: string) {
  const { data, errors } = await gateway.query(
    `query ($stageArn: Arn!, $sessionId: String!, $participantId: String!) {
       participant(stageArn: $stageArn, sessionId: $sessionId, participantId: $participantId) { replicas ${selection} } }`,
    {
      stageArn: sourceStageArn,
      participantId,
      sessionId: gateway.emulator.stages.stage(sourceStageArn).participant(participantId).sessionId,
    },
  );
  expect(errors).toBeUndefined();
  return data.participant.replicas;
}

describe("Participant.replicas", () => {
  it("shows every member of a replica for one ListParticipantReplicas", async () => {
    const gateway = await startGateway();
    const there = publisher(gateway);
    await start(gateway, there);
    gateway.emulator.resetCalls();
    const { participantId, sessionId, sourceStageArn, destinationStageArn } = there;
    const { sessionId: destinationSessionId } = gateway.emulator.stages
      .stage(destinationStageArn)
      .participant(participantId);
    expect(
      await replicas(
        gateway,
        there,
        `{ asOf stale nodes { __typename participantId sourceStageArn sourceSessionId destinationStageArn destinationSessionId
             replicationState replicationStateRaw asOf stale
             participant { participantId sessionId stageArn } sourceStage { arn } sourceSession { sessionId stageArn }
             destinationStage { arn } destinationSession { sessionId stageArn } destinationParticipant { participantId sessionId stageArn } } }`,
      ),
    ).toEqual({
      asOf,
      stale: false,
      nodes: [
        {
          __typename: "ParticipantReplica",
          participantId,
          sourceStageArn,
          sourceSessionId: sessionId,
          destinationStageArn,
          destinationSessionId,
          replicationState: "ACTIVE",
          replicationStateRaw: "ACTIVE",
          asOf,
          stale: false,
          participant: { participantId, sessionId, stageArn: sourceStageArn },
          sourceStage: { arn: sourceStageArn },
          sourceSession: { sessionId, stageArn: sourceStageArn },
          destinationStage: { arn: destinationStageArn },
          destinationSession: { sessionId: destinationSessionId, stageArn: destinationStageArn },
          destinationParticipant: {
            participantId,
            sessionId: destinationSessionId,
            stageArn: destinationStageArn,
          },
        },
      ],
    });
    expect(gateway.emulator.calls).toEqual({ GetParticipant: 1, ListParticipantReplicas: 1 });
  });

  it("leads to stages, sessions and participants of both sides, a Get each", async () => {
    const gateway = await startGateway({ env: { IVS_GRAPHQL_MAX_UPSTREAM_CALLS: "200" } });
    const there = publisher(gateway);
    await start(gateway, there);
    gateway.emulator.resetCalls();
    const { nodes } = await replicas(
      gateway,
      there,
      `{ nodes { sourceStage { name } destinationStage { name } sourceSession { startTime } destinationSession { startTime }
           participant { replicationType } destinationParticipant { userId replicationType sourceStageArn } } }`,
    );
    expect(nodes).toEqual([
      {
        sourceStage: { name: "home" },
        destinationStage: { name: "away" },
        sourceSession: { startTime: expect.any(String) },
        destinationSession: { startTime: expect.any(String) },
        participant: { replicationType: "SOURCE" },
        destinationParticipant: {
          userId: "alice",
          replicationType: "REPLICA",
          sourceStageArn: there.sourceStageArn,
        },
      },
    ]);
    expect(gateway.emulator.calls).toEqual({
      GetParticipant: 2,
      ListParticipantReplicas: 1,
      GetStage: 2,
      GetStageSession: 2,
    });
  });

  it("is empty for a participant who was never replicated", async () => {
    const gateway = await startGateway();
    const { nodes, pageInfo } = await replicas(
      gateway,
      publisher(gateway),
      "{ nodes { participantId } pageInfo { hasNextPage endCursor } }",
    );
    expect({ nodes, pageInfo }).toEqual({ nodes: [], pageInfo: { hasNextPage: false, endCursor: null } });
  });

  it("keeps unknown states in the raw twin, and takes empty texts for absent ones", async () => {
    const gateway = await startGateway();
    const there = publisher(gateway);
    const { participantId, sourceStageArn } = there;
    gateway.emulator.inject({
      operation: "ListParticipantReplicas",
      kind: "html",
      status: 200,
      body: JSON.stringify({
        replicas: [
          { participantId, sourceStageArn, replicationState: "PAUSED" },
          {
            participantId: "",
            sourceStageArn: "",
            sourceSessionId: "",
            destinationStageArn: "",
            destinationSessionId: "",
            replicationState: "",
          },
        ],
      }),
    });
    const { nodes } = await replicas(
      gateway,
      there,
      `{ nodes { participantId sourceStageArn sourceSessionId destinationStageArn destinationSessionId replicationState replicationStateRaw
           participant { participantId } sourceSession { sessionId } destinationStage { arn } destinationSession { sessionId } destinationParticipant { participantId } } }`,
    );
    const absent = {
      participantId,
      sourceStageArn,
      sourceSessionId: null,
      destinationStageArn: null,
      destinationSessionId: null,
      replicationState: null,
      participant: null,
      sourceSession: null,
      destinationStage: null,
      destinationSession: null,
      destinationParticipant: null,
    };
    expect(nodes).toEqual([
      { ...absent, replicationStateRaw: "PAUSED" },
      { ...absent, replicationStateRaw: null },
    ]);
  });

  it("pages forward with one call a page of at most 50", async () => {
    const gateway = await startGateway(unthrottled);
    const there = publisher(gateway);
    const arns: string[] = [];
    for (let index = 0; index < 3; index += 1) {
      const { arn } = gateway.emulator.stages.create({});
      arns.push(arn);
      await start(gateway, { ...there, destinationStageArn: arn });
    }
    gateway.emulator.resetCalls();
    const page = "{ nodes { destinationStageArn } pageInfo { hasNextPage endCursor } }";
    const first = await replicas(gateway, there, `(first: 2) ${page}`);
    const rest = await replicas(gateway, there, `(first: 2, after: "${first.pageInfo.endCursor}") ${page}`);
    expect([...first.nodes, ...rest.nodes]).toEqual(
      arns.map((destinationStageArn) => ({ destinationStageArn })),
    );
    expect(rest.pageInfo.hasNextPage).toBe(false);
    expect(gateway.emulator.calls).toEqual({ GetParticipant: 2, ListParticipantReplicas: 2 });

    const { data, errors } = await gateway.query(
      `query ($stageArn: Arn!, $participantId: String!) {
         participant(stageArn: $stageArn, participantId: $participantId) { replicas(first: 51) { nodes { participantId } } } }`,
      { stageArn: there.sourceStageArn, participantId: there.participantId },
    );
    expect(data.participant).toEqual({ replicas: null });
    expect(errors?.[0]?.extensions).toMatchObject({ faults: [{ path: ["first"], rule: "range" }] });
  });
});

describe("startParticipantReplication", () => {
  it("gives the replica, read after the change, and both stages", async () => {
    const gateway = await startGateway();
    const there = publisher(gateway);
    const { participantId, sourceStageArn, destinationStageArn } = there;
    const options = { reconnectWindowSeconds: 300, attributes: [{ key: "team", value: "blue" }] };
    expect(
      await start(
        gateway,
        there,
        options,
        `participantId sourceStageArn destinationStageArn sourceStage { name } destinationStage { name }
         replica { replicationState destinationStageArn destinationParticipant { participantId state attributes { key value } } }`,
      ),
    ).toEqual({
      __typename: "StartParticipantReplicationPayload",
      participantId,
      sourceStageArn,
      destinationStageArn,
      sourceStage: { name: "home" },
      destinationStage: { name: "away" },
      replica: {
        replicationState: "ACTIVE",
        destinationStageArn,
        destinationParticipant: {
          participantId,
          state: "CONNECTED",
          attributes: [
            { key: "role", value: "host" },
            { key: "team", value: "blue" },
          ],
        },
      },
    });
    expect(gateway.emulator.calls).toEqual({
      StartParticipantReplication: 1,
      ListParticipantReplicas: 1,
      GetStage: 2,
      GetParticipant: 1,
    });
  });

  it("gives no replica when AWS lists none", async () => {
    const gateway = await startGateway();
    const there = publisher(gateway);
    gateway.emulator.inject({
      operation: "ListParticipantReplicas",
      kind: "html",
      status: 200,
      body: JSON.stringify({
        replicas: [{ ...there, driver: undefined, destinationStageArn: there.sourceStageArn }],
      }),
    });
    expect(await start(gateway, there, {}, "replica { replicationState } participantId")).toMatchObject({
      replica: null,
      participantId: there.participantId,
    });
  });

  it("looks for the active replica page by page, five at most", async () => {
    const gateway = await startGateway(unthrottled);
    const there = publisher(gateway);
    const { participantId, sourceStageArn, destinationStageArn } = there;
    const row = (destinationSessionId: string, replicationState: string) => ({
      participantId,
      sourceStageArn,
      destinationStageArn,
      destinationSessionId,
      replicationState,
    });
    const answer = (rows: object[], nextToken?: string) =>
      gateway.emulator.inject({
        operation: "ListParticipantReplicas",
        kind: "html",
        status: 200,
        body: JSON.stringify({ replicas: rows, nextToken }),
      });
    const replica = "replica { destinationSessionId replicationState }";

    answer([row("st-older", "STOPPED")], "two");
    answer([row("st-active", "ACTIVE"), row("st-later", "STOPPED")], "three");
    expect(await start(gateway, there, {}, replica)).toMatchObject({
      replica: { destinationSessionId: "st-active", replicationState: "ACTIVE" },
    });
    expect(gateway.emulator.calls).toMatchObject({ ListParticipantReplicas: 2 });

    gateway.emulator.resetCalls();
    answer([row("st-older", "STOPPED"), row("st-newer", "STOPPED")], "two");
    for (const token of ["three", "four", "five", "six"]) answer([], token);
    const input = { participantId, sourceStageArn, destinationStageArn };
    expect(await mutate(gateway, "stop", input, replica)).toMatchObject({
      replica: { destinationSessionId: "st-newer", replicationState: "STOPPED" },
    });
    expect(gateway.emulator.calls).toEqual({ StopParticipantReplication: 1, ListParticipantReplicas: 5 });
  });
});

describe("stopParticipantReplication", () => {
  it("gives the replica as it ended; a second time there is nothing to stop", async () => {
    const gateway = await startGateway();
    const there = publisher(gateway);
    const { participantId, sourceStageArn, destinationStageArn } = there;
    const input = { participantId, sourceStageArn, destinationStageArn };
    await start(gateway, there);
    gateway.emulator.resetCalls();
    expect(
      await mutate(
        gateway,
        "stop",
        input,
        "replica { replicationState destinationParticipant { state } } destinationStage { arn }",
      ),
    ).toEqual({
      __typename: "StopParticipantReplicationPayload",
      replica: { replicationState: "STOPPED", destinationParticipant: { state: "DISCONNECTED" } },
      destinationStage: { arn: destinationStageArn },
    });
    expect(gateway.emulator.calls).toEqual({
      StopParticipantReplication: 1,
      ListParticipantReplicas: 1,
      GetParticipant: 1,
    });
    expect(await mutate(gateway, "stop", input)).toEqual({ __typename: "IvsNotFoundError" });
  });
});

describe("the inputs of replications", () => {
  const own = "arn:aws:ivs:us-west-2:123456789012";
  const base = {
    sourceStageArn: `${own}:stage/abcdABCDefgh`,
    destinationStageArn: `${own}:stage/abcdABCDefgi`,
    participantId: "abcdABCDefgh",
  };
  const characters = (count: number) => "x".repeat(count);
  const pairs = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ key: `k${index}`, value: "" }));
  const attribute = (value: string) => ({ attributes: [{ key: "k", value }] });
  const named = ["start", "stop"].flatMap((verb): [string, string, string, object[], object[]][] => [
    [verb, "participantId", "minLength", [{ participantId: "a" }], [{ participantId: "" }]],
    [
      verb,
      "participantId",
      "maxLength",
      [{ participantId: characters(64) }],
      [{ participantId: characters(65) }],
    ],
    [
      verb,
      "participantId",
      "pattern",
      [{ participantId: "aZ09-_" }],
      [{ participantId: "a b" }, { participantId: "é" }],
    ],
    ...["sourceStageArn", "destinationStageArn"].flatMap(
      (member): [string, string, string, object[], object[]][] => [
        [verb, member, "arnType", [{}], [{ [member]: `${own}:composition/abcdABCDefgh` }]],
        [
          verb,
          member,
          "arnRegion",
          [{}],
          [{ [member]: base.sourceStageArn.replace("us-west-2", "eu-west-1") }],
        ],
      ],
    ),
  ]);
  const rules: [verb: string, path: string, rule: string, accepted: object[], refused: object[]][] = [
    ...named,
    [
      "start",
      "reconnectWindowSeconds",
      "range",
      [{ reconnectWindowSeconds: 0 }, { reconnectWindowSeconds: 300 }],
      [{ reconnectWindowSeconds: -1 }, { reconnectWindowSeconds: 301 }],
    ],
    [
      "start",
      "attributes",
      "maxBytes",
      [{ attributes: [] }, attribute(characters(1_023))],
      [attribute(characters(1_024))],
    ],
    [
      "start",
      "attributes",
      "uniqueKeys",
      [{ attributes: pairs(2) }],
      [{ attributes: [...pairs(2), ...pairs(1)] }],
    ],
    ["start", "attributes.0.value", "wellFormed", [attribute("😀")], [attribute("\udc00")]],
  ];

  it.each(rules)("of %s: %s holds %s", async (verb, path, rule, accepted, refused) => {
    const gateway = await startGateway(unthrottled);
    const send = (input: object) => mutate(gateway, verb as "start" | "stop", { ...base, ...input });
    for (const input of accepted) expect((await send(input)).__typename).not.toBe("IvsValidationError");
    gateway.emulator.resetCalls();
    for (const input of refused)
      expect(await send(input)).toMatchObject({
        __typename: "IvsValidationError",
        faults: [
          { path: ["input", ...path.split(".")], rule, message: expect.stringMatching(/ must .*\.$/) },
        ],
      });
    expect(gateway.emulator.calls).toEqual({});
  });
});
