import { describe, expect, it } from "vitest";

import { type Gateway, startGateway } from "../support/gateway.ts";

const own = "arn:aws:ivs:us-west-2:123456789012";
const nowhere = `${own}:stage/doesNotExist`;
const noSession = "st-ABCDEFGHIJKLM";
const unthrottled = { settings: { throttle: "off" } } as const;

function createStage(gateway: Gateway, input: object = {}) {
  const { arn } = gateway.emulator.stages.create(input);
  return { arn, ...gateway.emulator.stages.stage(arn) };
}

const summaryMembers =
  "userId state stateRaw firstJoinTime published recordingState recordingStateRaw replicationType replicationTypeRaw replicationState replicationStateRaw sourceStageArn sourceStage { arn } sourceSessionId sourceSession { sessionId } sourceParticipant { participantId } redundantIngest ingestConfigurationArn asOf stale";
const detailMembers =
  'attributes { key value } role: attribute(key: "role") none: attribute(key: "constructor") ispName osName osVersion browserName browserVersion sdkVersion recordingS3BucketName recordingS3Prefix protocol protocolRaw';
const links = "stage { arn } stageArn session { sessionId } sessionId participantId";

describe("a participant", () => {
  it("has every member of its summary and its detail, for one GetParticipant", async () => {
    const gateway = await startGateway();
    const storage = gateway.emulator.storageConfigurations.create({ s3: { bucketName: "takes" } });
    const stage = createStage(gateway, {
      autoParticipantRecordingConfiguration: { storageConfigurationArn: storage.arn },
    });
    const alice = stage.join({
      userId: "alice",
      attributes: { role: "host", a: "" },
      client: {
        ispName: "ISP",
        osName: "macOS",
        osVersion: "15",
        browserName: "Firefox",
        browserVersion: "140",
        sdkVersion: "1.30",
      },
    });
    alice.publish();
    const { data, errors } = await gateway.query(
      `query ($arn: Arn!, $id: String!, $session: String!) {
         participant(stageArn: $arn, participantId: $id, sessionId: $session) { __typename ${links} ${summaryMembers} ${detailMembers} } }`,
      { arn: stage.arn, id: alice.participantId, session: alice.sessionId },
    );
    expect(errors).toBeUndefined();
    expect(data.participant).toEqual({
      __typename: "Participant",
      stage: { arn: stage.arn },
      stageArn: stage.arn,
      session: { sessionId: alice.sessionId },
      sessionId: alice.sessionId,
      participantId: alice.participantId,
      userId: "alice",
      state: "CONNECTED",
      stateRaw: "CONNECTED",
      firstJoinTime: "2026-07-01T10:00:01.000Z",
      published: true,
      recordingState: "STARTING",
      recordingStateRaw: "STARTING",
      replicationType: "NONE",
      replicationTypeRaw: "NONE",
      replicationState: null,
      replicationStateRaw: null,
      sourceStageArn: null,
      sourceStage: null,
      sourceSessionId: null,
      sourceSession: null,
      sourceParticipant: null,
      redundantIngest: false,
      ingestConfigurationArn: null,
      asOf: "2026-07-01T10:00:01.000Z",
      stale: false,
      attributes: [
        { key: "a", value: "" },
        { key: "role", value: "host" },
      ],
      role: "host",
      none: null,
      ispName: "ISP",
      osName: "macOS",
      osVersion: "15",
      browserName: "Firefox",
      browserVersion: "140",
      sdkVersion: "1.30",
      recordingS3BucketName: "takes",
      recordingS3Prefix: alice.read().recordingS3Prefix,
      protocol: alice.read().protocol,
      protocolRaw: alice.read().protocol,
    });
    expect(gateway.emulator.calls).toEqual({ GetParticipant: 1 });
  });

  it("is null where AWS says that it is empty, and raw where AWS says what is new", async () => {
    const gateway = await startGateway();
    const stage = createStage(gateway);
    const { sessionId, participantId } = stage.join();
    const ask = () =>
      gateway.query(
        `query ($arn: Arn!, $id: String!, $session: String!) {
           participant(stageArn: $arn, participantId: $id, sessionId: $session) { ${summaryMembers} ${detailMembers} } }`,
        { arn: stage.arn, id: participantId, session: sessionId },
      );
    const answer = (participant: object) =>
      gateway.emulator.inject({ kind: "html", status: 200, body: JSON.stringify({ participant }) });
    const strings =
      "userId state recordingState replicationType replicationState sourceStageArn sourceSessionId ingestConfigurationArn ispName osName osVersion browserName browserVersion sdkVersion recordingS3BucketName recordingS3Prefix protocol";
    answer({ participantId, ...Object.fromEntries(strings.split(" ").map((name) => [name, ""])) });
    const empty = await ask();
    expect(empty.errors).toBeUndefined();
    const { attributes, asOf, stale, ...rest } = empty.data.participant;
    expect({ attributes, asOf, stale }).toEqual({ attributes: [], asOf: expect.any(String), stale: false });
    expect(Object.values(rest).filter((value) => value !== null)).toEqual([]);

    await gateway.clock.advance(60_000);
    const names = ["state", "recordingState", "replicationType", "replicationState", "protocol"];
    answer({ participantId, ...Object.fromEntries(names.map((name) => [name, "BRAND_NEW"])) });
    const unknown = await ask();
    expect(unknown.errors).toBeUndefined();
    for (const name of names) {
      expect(unknown.data.participant[name]).toBeNull();
      expect(unknown.data.participant[`${name}Raw`]).toBe("BRAND_NEW");
    }
  });

  it("is of the active session unless told, and null where there is none", async () => {
    const gateway = await startGateway(unthrottled);
    const stage = createStage(gateway);
    const before = stage.join({ participantId: "ann" });
    before.leave();
    stage.endSession();
    const ask = async (stageArn: string, participantId: string, sessionId?: string) => {
      const { data, errors } = await gateway.query(
        "query ($stageArn: Arn!, $participantId: String!, $sessionId: String) { participant(stageArn: $stageArn, participantId: $participantId, sessionId: $sessionId) { participantId sessionId state } }",
        { stageArn, participantId, sessionId },
      );
      expect(errors).toBeUndefined();
      const { calls } = gateway.emulator;
      gateway.emulator.resetCalls();
      await gateway.clock.advance(10_000);
      return { ...data, calls };
    };
    expect(await ask(stage.arn, "ann")).toEqual({ participant: null, calls: { GetStage: 1 } });
    const after = stage.join({ participantId: "bob" });
    expect(await ask(stage.arn, "bob")).toEqual({
      participant: { participantId: "bob", sessionId: after.sessionId, state: "CONNECTED" },
      calls: { GetStage: 1, GetParticipant: 1 },
    });
    expect(await ask(stage.arn, "ann")).toEqual({
      participant: null,
      calls: { GetStage: 1, GetParticipant: 1 },
    });
    expect(await ask(stage.arn, "ann", before.sessionId)).toEqual({
      participant: { participantId: "ann", sessionId: before.sessionId, state: "DISCONNECTED" },
      calls: { GetParticipant: 1 },
    });
    expect(await ask(stage.arn, "ann", noSession)).toEqual({
      participant: null,
      calls: { GetParticipant: 1 },
    });
    expect(await ask(nowhere, "ann")).toEqual({ participant: null, calls: { GetStage: 1 } });
  });

  it("is found again by its global id, many of several sessions for one List each", async () => {
    const gateway = await startGateway();
    const stages = [createStage(gateway), createStage(gateway)];
    const joined = stages.flatMap((stage) =>
      [1, 2, 3].map((index) => ({ arn: stage.arn, ...stage.join({ userId: `u${index}` }) })),
    );
    const idOf = (arn: string, sessionId: string, participantId: string) =>
      Buffer.from(`Participant:${arn}|${sessionId}|${participantId}`).toString("base64url");
    const ids = joined.map(({ arn, sessionId, participantId }) => idOf(arn, sessionId, participantId));
    const gone = idOf(joined[0]?.arn ?? "", joined[0]?.sessionId ?? "", "gone");
    const { data, errors } = await gateway.query(
      "query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Participant { participantId userId } } }",
      { ids: [...ids, gone] },
    );
    expect(errors).toBeUndefined();
    expect(data.nodes).toEqual([
      ...joined.map(({ participantId }, index) => ({
        id: ids[index],
        participantId,
        userId: `u${(index % 3) + 1}`,
      })),
      null,
    ]);
    expect(gateway.emulator.calls).toEqual({ ListParticipants: 2 });

    gateway.emulator.resetCalls();
    await gateway.clock.advance(10_000);
    const one = await gateway.query("query ($id: ID!) { node(id: $id) { id __typename } }", { id: ids[0] });
    expect(one.data.node).toEqual({ id: ids[0], __typename: "Participant" });
    expect(gateway.emulator.calls).toEqual({ GetParticipant: 1 });
  });

  it.each([
    [`${own}:stage/abc|${noSession}`, "globalId"],
    [`${own}:stage/abc|${noSession}|p|q`, "globalId"],
    [`${own}:stage/abc|${noSession}|`, "minLength"],
    [`${own}:stage/abc|${noSession}|a b`, "pattern"],
    [`${own}:stage/abc|${noSession}|${"x".repeat(65)}`, "maxLength"],
    [`${own}:stage/abc|st-|p`, "pattern"],
    [`${own}:channel/abc|${noSession}|p`, "arnType"],
  ])("is not looked for by the key %s", async (key, rule) => {
    const gateway = await startGateway();
    for (const [typename, suffix] of [
      ["Participant", ""],
      ["ParticipantEvent", "|key"],
    ]) {
      const id = Buffer.from(`${typename}:${key}${suffix}`).toString("base64url");
      const { errors } = await gateway.query("query ($id: ID!) { node(id: $id) { id } }", { id });
      expect(errors?.[0]?.extensions).toMatchObject({
        code: "BAD_USER_INPUT",
        faults: [{ path: ["id"], rule }],
      });
    }
    expect(gateway.emulator.calls).toEqual({});
  });

  it("links a copy to its source and back", async () => {
    const gateway = await startGateway();
    const [source, destination] = [createStage(gateway), createStage(gateway)];
    const alice = source.join({ userId: "alice" });
    const copy = destination.join({ participantId: alice.participantId });
    gateway.emulator.inject({
      kind: "html",
      status: 200,
      operation: "ListParticipants",
      body: JSON.stringify({
        participants: [
          {
            participantId: alice.participantId,
            replicationType: "REPLICA",
            replicationState: "ACTIVE",
            sourceStageArn: source.arn,
            sourceSessionId: alice.sessionId,
          },
        ],
      }),
    });
    const { data, errors } = await gateway.query(
      `query ($arn: Arn!, $session: String!) { stageSession(stageArn: $arn, sessionId: $session) { participants { nodes {
         participantId replicationType replicationTypeRaw replicationState replicationStateRaw
         sourceStageArn sourceStage { arn } sourceSessionId sourceSession { stageArn sessionId }
         sourceParticipant { stageArn sessionId participantId userId sourceParticipant { participantId } } } } } }`,
      { arn: destination.arn, session: copy.sessionId },
    );
    expect(errors).toBeUndefined();
    expect(data.stageSession.participants.nodes).toEqual([
      {
        participantId: alice.participantId,
        replicationType: "REPLICA",
        replicationTypeRaw: "REPLICA",
        replicationState: "ACTIVE",
        replicationStateRaw: "ACTIVE",
        sourceStageArn: source.arn,
        sourceStage: { arn: source.arn },
        sourceSessionId: alice.sessionId,
        sourceSession: { stageArn: source.arn, sessionId: alice.sessionId },
        sourceParticipant: {
          stageArn: source.arn,
          sessionId: alice.sessionId,
          participantId: alice.participantId,
          userId: "alice",
          sourceParticipant: null,
        },
      },
    ]);
    expect(gateway.emulator.calls).toEqual({ GetStageSession: 1, ListParticipants: 1, GetParticipant: 1 });
  });
});

describe("the participants of a stage", () => {
  it("cost one ListParticipants, every member of a summary included, whoever left too", async () => {
    const gateway = await startGateway();
    const stage = createStage(gateway);
    stage.join({ userId: "stays" });
    stage.join({ userId: "goes" }).leave();
    const { data, errors } = await gateway.query(
      `query ($arn: Arn!) { stage(arn: $arn) { participants { asOf stale nodes { ${links} ${summaryMembers} } } } }`,
      { arn: stage.arn },
    );
    expect(errors).toBeUndefined();
    expect(data.stage.participants).toMatchObject({ asOf: "2026-07-01T10:00:01.000Z", stale: false });
    expect(
      data.stage.participants.nodes.map(({ userId, state }: Record<string, string>) => [userId, state]),
    ).toEqual([
      ["stays", "CONNECTED"],
      ["goes", "DISCONNECTED"],
    ]);
    expect(gateway.emulator.calls).toEqual({ GetStage: 1, ListParticipants: 1 });
  });

  it("cost one GetParticipant each for what the List does not carry, and nothing for what it does", async () => {
    const gateway = await startGateway({ ...unthrottled, env: { IVS_GRAPHQL_MAX_UPSTREAM_CALLS: "52" } });
    const stage = createStage(gateway);
    for (let index = 0; index < 50; index += 1)
      stage.join({ userId: `u${index}`, attributes: { seat: `${index}` } });
    const { data, errors } = await gateway.query(
      'query ($arn: Arn!) { stage(arn: $arn) { participants(first: 50) { nodes { userId state seat: attribute(key: "seat") protocol attributes { value } } } } }',
      { arn: stage.arn },
    );
    expect(errors).toBeUndefined();
    expect(
      data.stage.participants.nodes.every(
        ({ userId, seat }: Record<string, string>) => userId === `u${seat}`,
      ),
    ).toBe(true);
    expect(gateway.emulator.calls).toEqual({ GetStage: 1, ListParticipants: 1, GetParticipant: 50 });
  });

  it("are none while nobody is in the stage, and null without a stage", async () => {
    const gateway = await startGateway();
    const { arn } = createStage(gateway);
    const { data, errors } = await gateway.query(
      `query ($arn: Arn!) { stage(arn: $arn) {
         participants(filter: { userId: "a" }) { edges { cursor } pageInfo { hasNextPage endCursor } asOf stale }
         participant(participantId: "p") { id } participantsByIds(ids: ["p", "q"]) { id }
         presence { connectedCount publishingCount complete asOf stale } } }`,
      { arn },
    );
    expect(errors).toBeUndefined();
    const read = { asOf: "2026-07-01T10:00:01.000Z", stale: false };
    expect(data.stage).toEqual({
      participants: { edges: [], pageInfo: { hasNextPage: false, endCursor: null }, ...read },
      participant: null,
      participantsByIds: [null, null],
      presence: { connectedCount: 0, publishingCount: 0, complete: true, ...read },
    });
    expect(gateway.emulator.calls).toEqual({ GetStage: 1 });
  });

  it("are null for a link to a session that AWS does not know", async () => {
    const gateway = await startGateway({ settings: { unknownParent: "notFound" } });
    const stage = createStage(gateway);
    const { sessionId } = stage.join();
    gateway.emulator.inject({
      kind: "error",
      type: "ResourceNotFoundException",
      status: 404,
      operation: "ListParticipants",
    });
    const { data, errors } = await gateway.query(
      "query ($arn: Arn!) { stage(arn: $arn) { activeSession { sessionId participants { nodes { id } } } } }",
      { arn: stage.arn },
    );
    expect(errors).toBeUndefined();
    expect(data.stage.activeSession).toEqual({ sessionId, participants: null });
  });

  it("come page by page, each once, bound to their session and filter", async () => {
    const gateway = await startGateway(unthrottled);
    const stage = createStage(gateway);
    for (let index = 0; index < 45; index += 1) stage.join({ userId: `u${index}` });
    const document =
      "query ($arn: Arn!, $after: String, $filter: ParticipantFilter) { stage(arn: $arn) { participants(after: $after, filter: $filter) { nodes { userId } pageInfo { hasNextPage endCursor } } } }";
    const seen: string[] = [];
    let after: string | null = null;
    let firstCursor: string | null = null;
    do {
      const { data } = await gateway.query(document, { arn: stage.arn, after });
      const { nodes, pageInfo } = data.stage.participants;
      seen.push(...nodes.map(({ userId }: { userId: string }) => userId));
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
      firstCursor ??= after;
    } while (after !== null);
    expect(seen).toEqual(Array.from({ length: 45 }, (_, index) => `u${index}`));
    expect(gateway.emulator.calls).toEqual({ GetStage: 3, ListParticipants: 3 });

    const refused = { faults: [{ path: ["after"], rule: "cursorBinding" }] };
    const elsewhere = { arn: stage.arn, after: firstCursor };
    const filtered = await gateway.query(document, { ...elsewhere, filter: { state: "CONNECTED" } });
    expect(filtered.errors?.[0]?.extensions).toMatchObject(refused);
    stage.endSession();
    stage.join();
    const later = await gateway.query(document, elsewhere);
    expect(later.errors?.[0]?.extensions).toMatchObject(refused);
  });
});

describe("a filter of participants", () => {
  async function people(gateway: Gateway) {
    const storage = gateway.emulator.storageConfigurations.create({});
    const stage = createStage(gateway, {
      autoParticipantRecordingConfiguration: { storageConfigurationArn: storage.arn },
    });
    stage.join({ participantId: "host", userId: "ann" }).publish();
    const left = stage.join({ participantId: "left", userId: "ann" });
    left.publish();
    left.leave();
    stage.join({ participantId: "viewer", userId: "bob" });
    stage.join({ participantId: "anonymous" });
    await gateway.clock.advance(5_000);
    gateway.emulator.resetCalls();
    return stage;
  }

  const cases: [object, string[]][] = [
    [{}, ["host", "left", "viewer", "anonymous"]],
    [
      { userId: null, published: null, state: null, recordingState: null },
      ["host", "left", "viewer", "anonymous"],
    ],
    [{ userId: "ann" }, ["host", "left"]],
    [{ userId: "Ann" }, []],
    [{ userId: "" }, ["anonymous"]],
    [{ published: true }, ["host", "left"]],
    [{ published: false }, ["viewer", "anonymous"]],
    [{ state: "CONNECTED" }, ["host", "viewer", "anonymous"]],
    [{ state: "DISCONNECTED" }, ["left"]],
    [{ recordingState: "ACTIVE" }, ["host"]],
    [{ recordingState: "STOPPED" }, ["left"]],
    [{ userId: "ann", state: "CONNECTED" }, ["host"]],
    [{ published: true, state: "DISCONNECTED", userId: "ann", recordingState: "STOPPED" }, ["left"]],
    [{ published: false, state: "CONNECTED" }, ["viewer", "anonymous"]],
    [{ published: true, recordingState: "STOPPED" }, ["left"]],
    [{ userId: "", published: true }, []],
  ];

  it.each(cases)("%j shows %j for one ListParticipants", async (filter, expected) => {
    const gateway = await startGateway();
    const stage = await people(gateway);
    const { data, errors } = await gateway.query(
      "query ($arn: Arn!, $filter: ParticipantFilter) { stage(arn: $arn) { participants(filter: $filter) { nodes { participantId } pageInfo { hasNextPage } } } }",
      { arn: stage.arn, filter },
    );
    expect(errors).toBeUndefined();
    expect(data.stage.participants).toEqual({
      nodes: expected.map((participantId) => ({ participantId })),
      pageInfo: { hasNextPage: false },
    });
    expect(gateway.emulator.calls).toEqual({ GetStage: 1, ListParticipants: 1 });
  });

  it("finds who is not recorded, which AWS has no filter for", async () => {
    const gateway = await startGateway();
    const stage = createStage(gateway);
    const { participantId } = stage.join();
    const { data, errors } = await gateway.query(
      "query ($arn: Arn!) { stage(arn: $arn) { participants(filter: { recordingState: DISABLED }) { nodes { participantId recordingState } } } }",
      { arn: stage.arn },
    );
    expect(errors).toBeUndefined();
    expect(data.stage.participants.nodes).toEqual([{ participantId, recordingState: "DISABLED" }]);
  });

  it("reads on where AWS filters by one thing only, and never claims to be done when it is not", async () => {
    const gateway = await startGateway(unthrottled);
    const stage = createStage(gateway);
    for (let index = 0; index < 620; index += 1)
      stage.join({ participantId: `p${index}`, userId: index % 300 === 299 ? "" : "somebody" });
    const page = async (after: string | null) => {
      const { data, errors } = await gateway.query(
        `query ($arn: Arn!, $after: String) { stage(arn: $arn) { participants(after: $after, filter: { userId: "", state: CONNECTED }) {
           nodes { participantId } pageInfo { hasNextPage endCursor } } } }`,
        { arn: stage.arn, after },
      );
      expect(errors).toBeUndefined();
      return data.stage.participants;
    };
    const first = await page(null);
    expect(first).toMatchObject({ nodes: [{ participantId: "p299" }], pageInfo: { hasNextPage: true } });
    expect(gateway.emulator.calls).toEqual({ GetStage: 1, ListParticipants: 5 });
    const second = await page(first.pageInfo.endCursor);
    expect(second).toMatchObject({ nodes: [{ participantId: "p599" }], pageInfo: { hasNextPage: false } });
    expect(gateway.emulator.calls).toEqual({ GetStage: 2, ListParticipants: 7 });
  });

  it.each([
    [{ userId: "x".repeat(129) }, "maxLength"],
    [{ userId: "\ud800" }, "wellFormed"],
  ])("refuses %j before it is sent", async (filter, rule) => {
    const gateway = await startGateway();
    const stage = createStage(gateway);
    stage.join();
    const { errors } = await gateway.query(
      "query ($arn: Arn!, $filter: ParticipantFilter) { stage(arn: $arn) { participants(filter: $filter) { nodes { id } } } }",
      { arn: stage.arn, filter },
    );
    expect(errors?.[0]?.extensions).toMatchObject({ faults: [{ path: ["filter", "userId"], rule }] });
    expect(gateway.emulator.calls).toEqual({ GetStage: 1 });
  });
});

describe("participants by their ids", () => {
  const ask = (gateway: Gateway, arn: string, ids: string[], selection: string) =>
    gateway.query(
      `query ($arn: Arn!, $ids: [String!]!) { stage(arn: $arn) { participantsByIds(ids: $ids) { ${selection} } } }`,
      { arn, ids },
    );

  it("come in order, null for the unknown, for one page of the List", async () => {
    const gateway = await startGateway();
    const stage = createStage(gateway);
    for (const participantId of ["a", "b", "c"]) stage.join({ participantId });
    const { data, errors } = await ask(gateway, stage.arn, ["c", "x", "a", "c"], "participantId state");
    expect(errors).toBeUndefined();
    expect(
      data.stage.participantsByIds.map((one: { participantId: string } | null) => one && one.participantId),
    ).toEqual(["c", null, "a", "c"]);
    expect(gateway.emulator.calls).toEqual({ GetStage: 1, ListParticipants: 1 });
  });

  it("cost one Get for one, and one Get each when details are asked for after the List", async () => {
    const gateway = await startGateway();
    const stage = createStage(gateway);
    for (const participantId of ["a", "b", "c"]) stage.join({ participantId });
    await ask(gateway, stage.arn, ["b"], "participantId");
    expect(gateway.emulator.calls).toEqual({ GetStage: 1, GetParticipant: 1 });
    gateway.emulator.resetCalls();
    await gateway.clock.advance(10_000);
    await ask(gateway, stage.arn, ["a", "b"], "attributes { key }");
    expect(gateway.emulator.calls).toEqual({ GetStage: 1, ListParticipants: 1, GetParticipant: 2 });
  });

  it("give up a List that is longer than the ids are many", async () => {
    const gateway = await startGateway(unthrottled);
    const stage = createStage(gateway);
    for (let index = 0; index < 350; index += 1) stage.join({ participantId: `p${index}` });
    const { data } = await ask(gateway, stage.arn, ["p340", "p341"], "participantId");
    expect(data.stage.participantsByIds).toEqual([{ participantId: "p340" }, { participantId: "p341" }]);
    expect(gateway.emulator.calls).toEqual({ GetStage: 1, ListParticipants: 1, GetParticipant: 2 });
  });

  it("must be ids, all of them, before any call of theirs", async () => {
    const gateway = await startGateway();
    const stage = createStage(gateway);
    stage.join();
    const { errors } = await ask(gateway, stage.arn, ["a", "", "b c"], "id");
    expect(errors?.[0]?.extensions).toMatchObject({
      faults: [
        { path: ["ids", 1], rule: "minLength" },
        { path: ["ids", 2], rule: "pattern" },
      ],
    });
    expect(gateway.emulator.calls).toEqual({ GetStage: 1 });
  });
});

describe("the presence of a stage", () => {
  it("counts who is connected and who of them has published, for one ListParticipants", async () => {
    const gateway = await startGateway();
    const stage = createStage(gateway);
    stage.join().publish();
    stage.join();
    const left = stage.join();
    left.publish();
    left.leave();
    const { data, errors } = await gateway.query(
      "query ($arn: Arn!) { stage(arn: $arn) { presence { connectedCount publishingCount complete asOf stale } } }",
      { arn: stage.arn },
    );
    expect(errors).toBeUndefined();
    expect(data.stage.presence).toEqual({
      connectedCount: 2,
      publishingCount: 1,
      complete: true,
      asOf: "2026-07-01T10:00:01.000Z",
      stale: false,
    });
    expect(gateway.emulator.calls).toEqual({ GetStage: 1, ListParticipants: 1 });
  });

  it("says when it stopped counting", async () => {
    const gateway = await startGateway({ ...unthrottled, env: { IVS_GRAPHQL_FURTHER_PAGES: "9" } });
    const stage = createStage(gateway);
    for (let index = 0; index < 1_001; index += 1) stage.join();
    const { data } = await gateway.query(
      "query ($arn: Arn!) { stage(arn: $arn) { presence { connectedCount complete } } }",
      { arn: stage.arn },
    );
    expect(data.stage.presence).toEqual({ connectedCount: 1_000, complete: false });
    expect(gateway.emulator.calls).toEqual({ GetStage: 1, ListParticipants: 10 });
  });

  it("ends when the pages that one request may read are used up, however many stages share them", async () => {
    const gateway = await startGateway(unthrottled);
    const arns = [createStage(gateway), createStage(gateway)].map((stage) => {
      for (let index = 0; index < 701; index += 1) stage.join();
      return stage.arn;
    });
    const { data } = await gateway.query(
      "query ($one: Arn!, $two: Arn!) { one: stage(arn: $one) { ...Who } two: stage(arn: $two) { ...Who } } fragment Who on Stage { presence { connectedCount complete } }",
      { one: arns[0], two: arns[1] },
    );
    expect(data.one.presence.complete || data.two.presence.complete).toBe(false);
    expect(data.one.presence.connectedCount + data.two.presence.connectedCount).toBe(700);
    expect(gateway.emulator.calls).toEqual({ GetStage: 2, ListParticipants: 7 });
  });
});
