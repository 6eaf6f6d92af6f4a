import { DeleteEncoderConfigurationCommand } from "@aws-sdk/client-ivs-realtime";
import { describe, expect, it } from "vitest";

import { createClient } from "../../src/upstream/client.ts";
import type { OperationInput, ReadOperation, WriteOperation } from "../../src/upstream/operations.ts";
import { tokenPublicKeyPem } from "../support/token-key.ts";
import { type Account, openAccount } from "./account.ts";

type Read = { [Name in ReadOperation]: [Name, OperationInput<Name>] }[ReadOperation];
type Write = { [Name in WriteOperation]: [Name, OperationInput<Name>] }[WriteOperation];

/** Reads of every kind, by what they show. */
function readsOf({ world }: Account) {
  const {
    show,
    away,
    lobby,
    alice,
    bob,
    awaySession,
    hd,
    sd,
    archive,
    takes,
    camera,
    publicKey,
    showLive,
    awayTaken,
  } = world;
  const inShow = { stageArn: show, sessionId: alice.sessionId };
  const inAway = { stageArn: away, sessionId: awaySession };
  return {
    show: ["GetStage", { arn: show }],
    away: ["GetStage", { arn: away }],
    lobby: ["GetStage", { arn: lobby }],
    stages: ["ListStages", {}],
    "sessions of show": ["ListStageSessions", { stageArn: show }],
    "session of show": ["GetStageSession", inShow],
    "sessions of lobby": ["ListStageSessions", { stageArn: lobby }],
    "participants of show": ["ListParticipants", inShow],
    "participants of away": ["ListParticipants", inAway],
    alice: ["GetParticipant", { ...inShow, participantId: alice.participantId }],
    "events of bob": ["ListParticipantEvents", { ...inShow, participantId: bob.participantId }],
    "events of camera": ["ListParticipantEvents", { ...inAway, participantId: camera.participantId }],
    "replicas of alice": [
      "ListParticipantReplicas",
      { sourceStageArn: show, participantId: alice.participantId },
    ],
    composition: ["GetComposition", { arn: showLive }],
    "composition of away": ["GetComposition", { arn: awayTaken }],
    compositions: ["ListCompositions", {}],
    "compositions of show": ["ListCompositions", { filterByStageArn: show }],
    "compositions of lobby": ["ListCompositions", { filterByStageArn: lobby }],
    "compositions with hd": ["ListCompositions", { filterByEncoderConfigurationArn: hd }],
    "compositions with sd": ["ListCompositions", { filterByEncoderConfigurationArn: sd }],
    hd: ["GetEncoderConfiguration", { arn: hd }],
    sd: ["GetEncoderConfiguration", { arn: sd }],
    encoders: ["ListEncoderConfigurations", {}],
    archive: ["GetStorageConfiguration", { arn: archive }],
    takes: ["GetStorageConfiguration", { arn: takes }],
    storages: ["ListStorageConfigurations", {}],
    "ingests of away": ["ListIngestConfigurations", { filterByStageArn: away }],
    "ingests of lobby": ["ListIngestConfigurations", { filterByStageArn: lobby }],
    "camera's tags": ["ListTagsForResource", { resourceArn: camera.arn }],
    "show's tags": ["ListTagsForResource", { resourceArn: show }],
    key: ["GetPublicKey", { arn: publicKey }],
    keys: ["ListPublicKeys", {}],
  } satisfies Record<string, Read>;
}

type Shown = keyof ReturnType<typeof readsOf>;

const insideShow: Shown[] = [
  "sessions of show",
  "session of show",
  "participants of show",
  "alice",
  "events of bob",
  "replicas of alice",
];
const insideAway: Shown[] = ["participants of away", "events of camera"];
const ingests: Shown[] = ["ingests of away", "ingests of lobby"];

/** Each write, and all that it makes everybody forget. */
const drops: Record<WriteOperation, (world: Account["world"]) => [input: Write[1], dropped: Shown[]]> = {
  CreateStage: () => [{ name: "new" }, ["stages"]],
  UpdateStage: ({ show }) => [{ arn: show, name: "renamed" }, ["show", "stages", "show's tags"]],
  DeleteStage: ({ show }) => [
    { arn: show },
    [
      "show",
      "stages",
      ...insideShow,
      "participants of away",
      "composition",
      "compositions",
      "compositions of show",
      "compositions with hd",
      ...ingests,
      "show's tags",
      "events of camera",
    ],
  ],
  CreateParticipantToken: ({ show }) => [{ stageArn: show }, []],
  DisconnectParticipant: ({ show, alice }) => [
    { stageArn: show, participantId: alice.participantId },
    ["show", "stages", ...insideShow, "participants of away", ...ingests, "show's tags"],
  ],
  StartParticipantReplication: ({ show, lobby, alice }) => [
    { sourceStageArn: show, destinationStageArn: lobby, participantId: alice.participantId },
    ["lobby", "stages", "sessions of lobby", ...insideShow],
  ],
  StopParticipantReplication: ({ show, away, alice }) => [
    { sourceStageArn: show, destinationStageArn: away, participantId: alice.participantId },
    ["away", "stages", ...insideShow, ...insideAway],
  ],
  StartComposition: ({ lobby, sd }) => [
    { stageArn: lobby, destinations: [{ channel: { channelArn, encoderConfigurationArn: sd } }] },
    ["compositions", "compositions of lobby", "compositions with sd"],
  ],
  StopComposition: ({ showLive }) => [
    { arn: showLive },
    ["composition", "compositions", "compositions of show", "compositions with hd"],
  ],
  CreateEncoderConfiguration: () => [{ name: "new" }, ["encoders"]],
  DeleteEncoderConfiguration: ({ hd }) => [
    { arn: hd },
    ["hd", "encoders", "compositions with hd", "composition"],
  ],
  CreateStorageConfiguration: () => [{ s3: { bucketName: "new" } }, ["storages"]],
  DeleteStorageConfiguration: ({ takes }) => [
    { arn: takes },
    ["takes", "storages", "show", "composition of away"],
  ],
  CreateIngestConfiguration: ({ lobby }) => [{ stageArn: lobby, ingestProtocol: "RTMPS" }, ingests],
  UpdateIngestConfiguration: ({ camera, lobby }) => [
    { arn: camera.arn, stageArn: lobby },
    [...ingests, "camera's tags"],
  ],
  DeleteIngestConfiguration: ({ camera }) => [
    { arn: camera.arn },
    [...ingests, "camera's tags", "participants of away"],
  ],
  ImportPublicKey: () => [{ publicKeyMaterial: tokenPublicKeyPem }, ["keys"]],
  DeletePublicKey: ({ publicKey }) => [{ arn: publicKey }, ["key", "keys"]],
  TagResource: ({ show }) => [{ resourceArn: show, tags: { a: "b" } }, ["show", "stages", "show's tags"]],
  UntagResource: ({ hd }) => [{ resourceArn: hd, tagKeys: ["a"] }, ["hd", "encoders"]],
};

const channelArn = "arn:aws:ivs:us-west-2:123456789012:channel/DOlMW4dfMR8r";

/** Asks for everything; returns what was not known. */
async function askForAll({ upstream, emulator }: Account, reads: Record<string, Read>): Promise<string[]> {
  const unknown: string[] = [];
  for (const [name, [operation, input]] of Object.entries(reads)) {
    emulator.resetCalls();
    await upstream.call(operation, input as never).catch(() => undefined);
    if (Object.keys(emulator.calls).length > 0) unknown.push(name);
  }
  return unknown;
}

describe("what is replicated", () => {
  const inBoth = async () => {
    const account = await openAccount();
    const { alice, show, away, awaySession } = account.world;
    const { participantId } = alice;
    const source = { stageArn: show, sessionId: alice.sessionId };
    const replica = { stageArn: away, sessionId: awaySession };
    const reads = {
      "replicas of alice": ["ListParticipantReplicas", { sourceStageArn: show, participantId }],
      "participants of show": ["ListParticipants", source],
      "participants of away": ["ListParticipants", replica],
      alice: ["GetParticipant", { ...source, participantId }],
      "alice in away": ["GetParticipant", { ...replica, participantId }],
      "events of alice": ["ListParticipantEvents", { ...source, participantId }],
      "events of alice in away": ["ListParticipantEvents", { ...replica, participantId }],
    } satisfies Record<string, Read>;
    await askForAll(account, reads);
    return { account, reads };
  };
  const elsewhere: [operation: WriteOperation, from: "show" | "away"][] = [
    ["DisconnectParticipant", "show"],
    ["DisconnectParticipant", "away"],
    ["DeleteStage", "show"],
    ["DeleteStage", "away"],
  ];
  it.each(elsewhere)("is forgotten in both stages with %s in %s", async (operation, from) => {
    const { account, reads } = await inBoth();
    const { alice, [from]: stageArn } = account.world;
    const input =
      operation === "DeleteStage" ? { arn: stageArn } : { stageArn, participantId: alice.participantId };
    await account.upstream.call(operation, input);
    expect(await askForAll(account, reads)).toEqual(Object.keys(reads));
  });
});

describe("a write that nobody knows the outcome of", () => {
  it("is believed when it takes effect after all", async () => {
    const { upstream, emulator, clock } = await openAccount();
    const created = await upstream.call("CreateEncoderConfiguration", { name: "mine" });
    const { arn = "" } = created.output.encoderConfiguration ?? {};
    const read = () => upstream.call("GetEncoderConfiguration", { arn });
    emulator.inject({ operation: "DeleteEncoderConfiguration", kind: "silent", times: 2 });
    const written = upstream.call("DeleteEncoderConfiguration", { arn });
    written.catch(() => undefined);
    await clock.advance(7_000);
    await expect(written).rejects.toMatchObject({ code: "DEADLINE_EXCEEDED" });
    expect((await read()).output.encoderConfiguration?.name).toBe("mine");

    const late = createClient({ backend: "emulator", endpoint: emulator.url, region: emulator.region });
    await late.send(new DeleteEncoderConfigurationCommand({ arn }));
    late.destroy();
    await clock.advance(3_000);
    await expect(read()).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("a write makes everybody forget what it changed, and nothing else", () => {
  it.each(Object.keys(drops) as WriteOperation[])("%s", async (operation) => {
    const account = await openAccount();
    const reads = readsOf(account);
    expect(await askForAll(account, reads)).toEqual(Object.keys(reads));
    expect(await askForAll(account, reads)).toEqual([]);
    const [input, dropped] = drops[operation](account.world);
    await account.upstream.call(operation, input as never).catch(() => undefined);
    expect((await askForAll(account, reads)).toSorted()).toEqual(dropped.toSorted());
    const counted = Object.values(reads).map(([name]) => account.upstream.stateOf(name).dropped);
    expect(counted.some((count) => count > 0)).toBe(dropped.length > 0);
  });
});
