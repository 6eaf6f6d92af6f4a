import { describe, expect, it } from "vitest";

import type { Fault } from "../../src/emulator/faults.ts";
import { type Gateway, startGateway } from "../support/gateway.ts";

type Operation = NonNullable<Fault["operation"]>;

const own = "arn:aws:ivs:us-west-2:123456789012";
const stageArn = `${own}:stage/abcdefghijkl`;
const compositionArn = `${own}:composition/abcdefghijkl`;
const time = "2026-07-01T10:00:00Z";

/** What AWS may write where a time belongs, and what is none. */
const unreadable: readonly (readonly [string, unknown])[] = [
  ["empty", ""],
  ["a number", 1_782_900_000],
  ["garbage", "yesterday"],
  ["a date without a time", "2026-07-01"],
  ["without a time zone", "2026-07-01T10:00:00"],
  ["an hour that there is not", "2026-07-01T25:00:00Z"],
  ["an offset that there is not", "2026-07-01T10:00:00+99:99"],
  ["in lower case", "2026-07-01t10:00:00z"],
  ["an object", { seconds: 1 }],
  ["a list", [time]],
  ["a truth", true],
  ["null", null],
];

/** Answers the next call of the operation with this. */
function answer(gateway: Gateway, operation: Operation, body: object) {
  gateway.emulator.inject({ operation, kind: "html", status: 200, body: JSON.stringify(body) });
}

/** Asks a gateway whose next calls are answered with these; only a time that is none may be told of, at its own field. */
async function ask(answers: Partial<Record<Operation, object>>, document: string) {
  const gateway = await startGateway();
  for (const [operation, body] of Object.entries(answers)) answer(gateway, operation as Operation, body);
  const { data, errors } = await gateway.query(document);
  const places = (errors ?? []).map(({ path, extensions }) => [extensions["code"], String(path?.at(-1))]);
  expect(places).toEqual(places.map(() => ["UPSTREAM_BAD_RESPONSE", expect.stringMatching(/Time$/)]));
  return data;
}

const members = (names: string, value: unknown) =>
  Object.fromEntries(
    names
      .trim()
      .split(/\s+/)
      .map((name) => [name, value]),
  );
const nulls = (names: string) => members(names, null);

const session = `{ sessionId startTime endTime asOf stale }`;
const sessions = `{ stage(arn: "${stageArn}") { sessions { nodes ${session} } } }`;
const aStage = { GetStage: { stage: { arn: stageArn, activeSessionId: "st-abcdefghijklm" } } };
const askSessions = async (stageSessions: readonly unknown[]) =>
  (await ask({ ...aStage, ListStageSessions: { stageSessions } }, sessions)).stage.sessions.nodes;

const participant = `{ participantId userId state stateRaw firstJoinTime published recordingState recordingStateRaw
  replicationType replicationTypeRaw replicationState replicationStateRaw redundantIngest
  sourceStageArn sourceSessionId sourceStage { arn } sourceSession { sessionId } sourceParticipant { participantId }
  ingestConfigurationArn ingestConfiguration { arn } }`;
const askParticipants = async (participants: readonly unknown[]) =>
  (
    await ask(
      { ...aStage, ListParticipants: { participants } },
      `{ stage(arn: "${stageArn}") { participants { nodes ${participant} } } }`,
    )
  ).stage.participants.nodes;
const noParticipant = {
  participantId: "p",
  ...nulls(`
    userId state stateRaw firstJoinTime published recordingState recordingStateRaw replicationType
    replicationTypeRaw replicationState replicationStateRaw sourceStageArn sourceSessionId sourceStage
    sourceSession sourceParticipant ingestConfigurationArn ingestConfiguration redundantIngest
  `),
};

const details = `{ attributes { key value } none: attribute(key: "startTime")
  ispName osName osVersion browserName browserVersion sdkVersion
  recordingS3BucketName recordingS3Prefix protocol protocolRaw firstJoinTime state }`;
const askParticipant = async (member: object) =>
  (
    await ask(
      { GetParticipant: { participant: { participantId: "p", ...member } } },
      `{ participant(stageArn: "${stageArn}", sessionId: "st-abcdefghijklm", participantId: "p") ${details} }`,
    )
  ).participant;
const noDetails = {
  attributes: [],
  ...nulls(`
    none ispName osName osVersion browserName browserVersion sdkVersion recordingS3BucketName
    recordingS3Prefix protocol protocolRaw firstJoinTime state
  `),
};

const event = `{ name nameRaw eventTime isReplica participantId
  remoteParticipantId remoteParticipant { participantId } errorCode errorCodeRaw
  destinationStageArn destinationStage { arn } destinationSessionId destinationSession { sessionId }
  previousToken { userId expirationTime }
  newToken { userId expirationTime capabilities capabilitiesRaw attributes { key value } } }`;
const askEvents = async (events: readonly unknown[]) =>
  (
    await ask(
      { ListParticipantEvents: { events }, GetParticipant: { participant: { participantId: "p" } } },
      `{ participant(stageArn: "${stageArn}", sessionId: "st-abcdefghijklm", participantId: "p") { events { nodes ${event} } } }`,
    )
  ).participant.events.nodes;
const noEvent = {
  participantId: "p",
  ...nulls(`
    name nameRaw eventTime isReplica remoteParticipantId remoteParticipant errorCode errorCodeRaw
    destinationStageArn destinationStage destinationSessionId destinationSession previousToken newToken
  `),
};

const composition = `{ arn stageArn stage { arn } state stateRaw startTime endTime
  tags { key value } tag(key: "startTime")
  destinations { destinationId state stateRaw startTime endTime } }`;
const askCompositions = async (compositions: readonly unknown[]) =>
  (await ask({ ListCompositions: { compositions } }, `{ compositions { nodes ${composition} } }`))
    .compositions.nodes;
const noComposition = {
  arn: compositionArn,
  ...nulls("stageArn stage state stateRaw startTime endTime tag"),
  tags: [],
  destinations: [],
};

const askToken = async (participantToken: object) =>
  (
    await ask(
      { CreateParticipantToken: { participantToken: { token: "opaque", ...participantToken } } },
      `mutation { createParticipantToken(input: { stageArn: "${stageArn}" }) { __typename
         ... on CreateParticipantTokenPayload { participantToken { token participantId userId durationMinutes
           expirationTime capabilities capabilitiesRaw attributes { key value } } }
         ... on IvsError { code message } } }`,
    )
  ).createParticipantToken;

describe.each(unreadable)("a time that is none (%s)", (_what, none) => {
  it("is null on its session and leaves the page alone", async () => {
    expect(
      await askSessions([
        { sessionId: "st-1", startTime: time },
        { sessionId: "st-2", startTime: none, endTime: none },
      ]),
    ).toMatchObject([
      { sessionId: "st-1", startTime: "2026-07-01T10:00:00.000Z", endTime: null },
      { sessionId: "st-2", startTime: null, endTime: null },
    ]);
  });

  it("is null on its participant and leaves the page alone", async () => {
    expect(
      await askParticipants([
        { participantId: "p", state: "CONNECTED", firstJoinTime: none },
        { participantId: "q", firstJoinTime: time },
      ]),
    ).toMatchObject([
      { participantId: "p", state: "CONNECTED", firstJoinTime: null },
      { participantId: "q", firstJoinTime: "2026-07-01T10:00:00.000Z" },
    ]);
  });

  it("is null on its event, and on the tokens in it", async () => {
    const token = { userId: "ann", expirationTime: none };
    expect(
      await askEvents([
        { name: "JOINED", participantId: "p", eventTime: time },
        {
          name: "TOKEN_EXCHANGED",
          participantId: "p",
          eventTime: none,
          previousToken: token,
          newToken: token,
        },
      ]),
    ).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: "JOINED", eventTime: "2026-07-01T10:00:00.000Z" }),
        expect.objectContaining({
          name: "TOKEN_EXCHANGED",
          eventTime: null,
          previousToken: { userId: "ann", expirationTime: null },
          newToken: expect.objectContaining({ userId: "ann", expirationTime: null }),
        }),
      ]),
    );
  });

  it("is null on its composition, and on the destinations in it", async () => {
    const destination = { id: "d", state: "ACTIVE", startTime: none, endTime: none };
    expect(
      await askCompositions([
        { arn: compositionArn, stageArn, startTime: none, endTime: none, destinations: [destination] },
      ]),
    ).toMatchObject([
      {
        ...nulls("startTime endTime"),
        stageArn,
        destinations: [{ destinationId: "d", state: "ACTIVE", startTime: null, endTime: null }],
      },
    ]);
  });

  it("is null on its token, which was created all the same", async () => {
    expect(await askToken({ participantId: "p", expirationTime: none })).toMatchObject({
      participantToken: { token: "opaque", participantId: "p", expirationTime: null },
    });
  });
});

describe.each(unreadable.filter(([, none]) => typeof none === "string"))(
  "a tag or an attribute that is called like a time (%s)",
  (_what, none) => {
    it("keeps its value", async () => {
      const times = { startTime: none, endTime: none, eventTime: none, expirationTime: none };
      const [shown] = await askCompositions([{ arn: compositionArn, startTime: none, tags: times }]);
      expect(shown).toMatchObject({ startTime: null, tag: none });
      expect(shown.tags).toHaveLength(4);
      expect(await askParticipant({ firstJoinTime: none, attributes: times })).toMatchObject({
        firstJoinTime: null,
        none,
      });
      const [exchanged] = await askEvents([
        { participantId: "p", eventTime: none, newToken: { attributes: { eventTime: none } } },
      ]);
      expect(exchanged.newToken.attributes).toEqual([{ key: "eventTime", value: none }]);
      expect(await askToken({ attributes: { expirationTime: none } })).toMatchObject({
        participantToken: { attributes: [{ key: "expirationTime", value: none }] },
      });
    });
  },
);

/** How AWS leaves a member out: not at all, with nothing in it, or with null. */
const absent: readonly (readonly [string, (names: string) => object])[] = [
  ["missing", () => ({})],
  ["empty", (names) => members(names, "")],
  ["null", nulls],
];

describe.each(absent)("an absent member (%s)", (what, left) => {
  it("is null on a session", async () => {
    const [shown] = await askSessions([{ sessionId: "st-1", ...left("startTime endTime") }]);
    expect(shown).toMatchObject({ sessionId: "st-1", startTime: null, endTime: null });
  });

  it("is null on a participant, with all its links", async () => {
    expect(
      await askParticipants([
        {
          participantId: "p",
          ...left("userId state firstJoinTime recordingState replicationType"),
          ...left("replicationState sourceStageArn sourceSessionId ingestConfigurationArn"),
        },
      ]),
    ).toEqual([noParticipant]);
  });

  it("is null in what a List does not carry", async () => {
    expect(
      await askParticipant({
        ...left("ispName osName osVersion browserName browserVersion sdkVersion"),
        ...left("recordingS3BucketName recordingS3Prefix protocol firstJoinTime state"),
        ...(what === "null" ? { attributes: null } : {}),
      }),
    ).toEqual(noDetails);
  });

  it("is null on an event, with all its links", async () => {
    expect(
      await askEvents([
        {
          participantId: "p",
          ...left("name eventTime remoteParticipantId errorCode"),
          ...left("destinationStageArn destinationSessionId"),
          ...(what === "null" ? { previousToken: null, newToken: null, replica: null } : {}),
        },
      ]),
    ).toEqual([noEvent]);
  });

  it("is null on a composition", async () => {
    expect(
      await askCompositions([
        {
          arn: compositionArn,
          ...left("stageArn state startTime endTime"),
          ...(what === "null" ? { tags: null, destinations: null } : {}),
        },
      ]),
    ).toEqual([noComposition]);
    const [{ destinations }] = await askCompositions([
      { arn: compositionArn, destinations: [{ id: "d", ...left("state startTime endTime") }] },
    ]);
    expect(destinations).toEqual([{ destinationId: "d", ...nulls("state stateRaw startTime endTime") }]);
  });

  it("is null on a token", async () => {
    expect(await askToken(left("userId expirationTime"))).toMatchObject({
      participantToken: {
        token: "opaque",
        ...nulls("participantId userId expirationTime"),
        attributes: [],
      },
    });
  });
});

describe("a value that is new to this graph", () => {
  it("is null, and raw beside it", async () => {
    const fresh = { participantId: "p", state: "WAITING", recordingState: "PAUSED" };
    expect(
      await askParticipants([{ ...fresh, replicationType: "MIRROR", replicationState: "HELD" }]),
    ).toMatchObject([
      {
        state: null,
        stateRaw: "WAITING",
        recordingState: null,
        recordingStateRaw: "PAUSED",
        replicationType: null,
        replicationTypeRaw: "MIRROR",
        replicationState: null,
        replicationStateRaw: "HELD",
      },
    ]);
    expect(await askParticipant({ protocol: "QUIC" })).toMatchObject({ protocol: null, protocolRaw: "QUIC" });
    expect(
      await askEvents([{ participantId: "p", name: "WAVED", errorCode: "TOO_LOUD", eventTime: time }]),
    ).toMatchObject([{ name: null, nameRaw: "WAVED", errorCode: null, errorCodeRaw: "TOO_LOUD" }]);
    expect(
      await askCompositions([
        { arn: compositionArn, state: "HELD", destinations: [{ id: "d", state: "HELD" }] },
      ]),
    ).toMatchObject([{ state: null, stateRaw: "HELD", destinations: [{ state: null, stateRaw: "HELD" }] }]);
    expect(await askToken({ capabilities: ["PUBLISH", "FLY", ""] })).toMatchObject({
      participantToken: { capabilities: ["PUBLISH"], capabilitiesRaw: ["PUBLISH", "FLY", ""] },
    });
  });

  it("is no more known for a name that every object has", async () => {
    expect(await askParticipants([{ participantId: "p", state: "constructor" }])).toMatchObject([
      { state: null, stateRaw: "constructor" },
    ]);
  });

  it("is left out when it is a whole member", async () => {
    const news = { mood: "good", nested: { startTime: "soon", list: [{ endTime: 7 }] }, updateTime: "" };
    expect(await askParticipants([{ participantId: "p", ...news }])).toEqual([noParticipant]);
    expect(await askEvents([{ participantId: "p", ...news }])).toEqual([noEvent]);
    expect(await askCompositions([{ arn: compositionArn, ...news }])).toEqual([noComposition]);
    expect(await askSessions([{ sessionId: "st-1", ...news }])).toMatchObject([{ sessionId: "st-1" }]);
    expect(await askToken(news)).toMatchObject({ participantToken: { token: "opaque" } });
  });
});

describe("a page", () => {
  it("leaves out what has no key, and shows the others", async () => {
    const keyless = (name: string) => [{}, { [name]: "" }, { [name]: null }];
    expect(await askParticipants([...keyless("participantId"), { participantId: "p" }])).toEqual([
      noParticipant,
    ]);
    expect(await askSessions([...keyless("sessionId"), { sessionId: "st-1" }])).toMatchObject([
      { sessionId: "st-1" },
    ]);
    expect(await askCompositions([{}, { arn: null }, { arn: compositionArn }])).toEqual([noComposition]);
  });

  it.each([
    ["missing", {}],
    ["null", { participants: null }],
  ])("is not taken for an empty one when its list is %s", async (_what, body) => {
    const gateway = await startGateway();
    answer(gateway, "GetStage", aStage.GetStage);
    answer(gateway, "ListParticipants", body);
    const { data, errors } = await gateway.query(
      `{ stage(arn: "${stageArn}") { arn participants { nodes { participantId } } } }`,
    );
    expect(data).toEqual({ stage: { arn: stageArn, participants: null } });
    expect(errors).toMatchObject([{ extensions: { code: "UPSTREAM_BAD_RESPONSE" } }]);
  });
});

describe("what should be left out or null", () => {
  it.each([
    ["the hour 24", "2026-07-01T24:00:00Z"],
    ["a day that there is not", "2026-02-30T10:00:00Z"],
    ["the first second of the first year", "0001-01-01T00:00:00Z"],
  ])("a time that only looks like one (%s)", async (_what, startTime) => {
    expect(await askSessions([{ sessionId: "st-1", startTime }, { sessionId: "st-2" }])).toMatchObject([
      { sessionId: "st-1", startTime: null },
      { sessionId: "st-2" },
    ]);
  });

  it.each([
    ["participants", () => askParticipants([null, { participantId: "p" }])],
    ["sessions", () => askSessions([null, { sessionId: "st-1" }])],
    ["compositions", () => askCompositions([null, { arn: compositionArn }])],
    ["events", () => askEvents([null, { participantId: "p", name: "JOINED" }])],
  ])("null among %s", async (_what, page) => {
    expect(await page()).toHaveLength(1);
  });

  it.each([
    [
      "a tag",
      async () =>
        (await askCompositions([{ arn: compositionArn, tags: { team: null, show: "news" } }]))[0].tags,
    ],
    [
      "an attribute",
      async () => (await askParticipant({ attributes: { role: null, show: "news" } })).attributes,
    ],
    [
      "an attribute of a token",
      async () => (await askToken({ attributes: { role: null, show: "news" } })).participantToken.attributes,
    ],
  ])("null as the value of %s", async (_what, map) => {
    expect(await map()).toEqual([{ key: "show", value: "news" }]);
  });

  it("null among the capabilities of a token", async () => {
    expect(await askToken({ capabilities: [null, "PUBLISH"] })).toMatchObject({
      participantToken: { capabilities: ["PUBLISH"], capabilitiesRaw: ["PUBLISH"] },
    });
  });

  it("a composition with an empty ARN", async () => {
    expect(await askCompositions([{ arn: "" }, { arn: compositionArn }])).toEqual([noComposition]);
  });

  it("an empty participant id of a token", async () => {
    expect(await askToken({ participantId: "" })).toMatchObject({
      participantToken: { participantId: null },
    });
  });
});

it("a time that is none fails its own field, an empty one is absent", async () => {
  const gateway = await startGateway();
  const stageSessions = [
    { sessionId: "st-abcdefghijklm", startTime: time, endTime: "yesterday" },
    { sessionId: "st-abcdefghijkln", startTime: time, endTime: "" },
  ];
  for (const [operation, body] of Object.entries({ ...aStage, ListStageSessions: { stageSessions } }))
    answer(gateway, operation as Operation, body);
  const { data, errors } = await gateway.query(sessions);
  expect(data.stage.sessions.nodes).toMatchObject([
    { sessionId: "st-abcdefghijklm", endTime: null },
    { sessionId: "st-abcdefghijkln", endTime: null },
  ]);
  expect(errors).toEqual([
    expect.objectContaining({
      path: ["stage", "sessions", "nodes", 0, "endTime"],
      extensions: { code: "UPSTREAM_BAD_RESPONSE" },
    }),
  ]);
});
