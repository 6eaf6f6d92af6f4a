import * as fc from "fast-check";
import { expect, test } from "vitest";

import { UpstreamError } from "../../src/errors.ts";
import { createLog } from "../../src/log.ts";
import { createUpstream, type Upstream } from "../../src/upstream/index.ts";
import type { OperationInput, ReadOperation, WriteOperation } from "../../src/upstream/operations.ts";
import { ampleAllowance } from "../support/quotas.ts";
import { tokenPublicKeyPem } from "../support/token-key.ts";
import { type Account, openAccount } from "./account.ts";

type Read = { [Name in ReadOperation]: [Name, OperationInput<Name>] }[ReadOperation];
type Write = { [Name in WriteOperation]: [Name, OperationInput<Name>] }[WriteOperation];

const proveRuns = Number(process.env["PROVE_RUNS"] ?? 0);
/** A sequence takes half a second. */
const runs = proveRuns ? Math.max(1, Math.ceil(proveRuns / 500)) : 20;
const channelArn = "arn:aws:ivs:us-west-2:123456789012:channel/DOlMW4dfMR8r";

/** Every question that can be asked of the account. */
function readsOf({ world }: Account): Read[] {
  const w = world;
  const stages = [w.show, w.away, w.lobby, w.backstage];
  const people = [
    { stageArn: w.show, sessionId: w.alice.sessionId, participantId: w.alice.participantId },
    { stageArn: w.show, sessionId: w.bob.sessionId, participantId: w.bob.participantId },
    { stageArn: w.show, sessionId: w.dave.sessionId, participantId: w.dave.participantId },
    { stageArn: w.away, sessionId: w.awaySession, participantId: w.alice.participantId },
    { stageArn: w.away, sessionId: w.awaySession, participantId: w.camera.participantId },
    { stageArn: w.backstage, sessionId: w.backstageSession, participantId: w.spare.participantId },
  ];
  const configurations = [w.hd, w.sd];
  const tagged = [
    ...stages,
    ...configurations,
    w.archive,
    w.takes,
    w.camera.arn,
    w.spare.arn,
    w.loose.arn,
    w.publicKey,
    w.showLive,
    w.awayTaken,
    w.showPlain,
  ];
  return [
    ...stages.flatMap((arn): Read[] => [
      ["GetStage", { arn }],
      ["ListStageSessions", { stageArn: arn }],
      ["ListCompositions", { filterByStageArn: arn }],
      ["ListIngestConfigurations", { filterByStageArn: arn }],
    ]),
    ["ListStages", {}],
    ["ListStages", { maxResults: 2 }],
    ...people.flatMap((each): Read[] => [
      ["GetParticipant", each],
      ["ListParticipantEvents", each],
      ["ListParticipantReplicas", { sourceStageArn: each.stageArn, participantId: each.participantId }],
      ["GetStageSession", { stageArn: each.stageArn, sessionId: each.sessionId }],
      ["ListParticipants", { stageArn: each.stageArn, sessionId: each.sessionId }],
      [
        "ListParticipants",
        { stageArn: each.stageArn, sessionId: each.sessionId, filterByState: "CONNECTED" },
      ],
    ]),
    ...[w.showLive, w.awayTaken, w.showPlain].map((arn): Read => ["GetComposition", { arn }]),
    ["ListCompositions", {}],
    ...configurations.flatMap((arn): Read[] => [
      ["GetEncoderConfiguration", { arn }],
      ["ListCompositions", { filterByEncoderConfigurationArn: arn }],
    ]),
    ["ListEncoderConfigurations", {}],
    ["GetStorageConfiguration", { arn: w.archive }],
    ["GetStorageConfiguration", { arn: w.takes }],
    ["ListStorageConfigurations", {}],
    ["ListIngestConfigurations", {}],
    ["ListIngestConfigurations", { filterByState: "ACTIVE" }],
    ["GetPublicKey", { arn: w.publicKey }],
    ["ListPublicKeys", {}],
    ...tagged.map((resourceArn): Read => ["ListTagsForResource", { resourceArn }]),
  ];
}

/** Writes of every kind, many of which are refused as the account stands. */
function writesOf({ world: w }: Account): Write[] {
  const stages = [w.show, w.away, w.lobby, w.backstage];
  const ingests = [w.camera.arn, w.spare.arn, w.loose.arn];
  const inStages = [
    { stageArn: w.show, participantId: w.alice.participantId },
    { stageArn: w.show, participantId: w.bob.participantId },
    { stageArn: w.away, participantId: w.alice.participantId },
    { stageArn: w.away, participantId: w.camera.participantId },
    { stageArn: w.backstage, participantId: w.spare.participantId },
  ];
  const tagged = [...stages, w.hd, w.archive, ...ingests, w.publicKey, w.showLive];
  return [
    ["CreateStage", { name: "new" }],
    ...stages.flatMap((arn): Write[] => [
      ["UpdateStage", { arn, name: "renamed" }],
      ["UpdateStage", { arn, autoParticipantRecordingConfiguration: { storageConfigurationArn: w.archive } }],
      ["DeleteStage", { arn }],
      ["CreateParticipantToken", { stageArn: arn }],
      [
        "StartComposition",
        { stageArn: arn, destinations: [{ channel: { channelArn, encoderConfigurationArn: w.sd } }] },
      ],
      [
        "StartComposition",
        {
          stageArn: arn,
          destinations: [{ s3: { storageConfigurationArn: w.takes, encoderConfigurationArns: [w.hd] } }],
        },
      ],
      ["CreateIngestConfiguration", { stageArn: arn, ingestProtocol: "RTMPS" }],
    ]),
    ...inStages.map((each): Write => ["DisconnectParticipant", each]),
    ...stages.flatMap((destinationStageArn): Write[] => [
      [
        "StartParticipantReplication",
        { sourceStageArn: w.away, destinationStageArn, participantId: w.camera.participantId },
      ],
      [
        "StartParticipantReplication",
        { sourceStageArn: w.show, destinationStageArn, participantId: w.bob.participantId },
      ],
      ["DisconnectParticipant", { stageArn: destinationStageArn, participantId: w.camera.participantId }],
      ["DisconnectParticipant", { stageArn: destinationStageArn, participantId: w.bob.participantId }],
      [
        "StartParticipantReplication",
        { sourceStageArn: w.show, destinationStageArn, participantId: w.alice.participantId },
      ],
      [
        "StopParticipantReplication",
        { sourceStageArn: w.show, destinationStageArn, participantId: w.alice.participantId },
      ],
    ]),
    ...[w.showLive, w.awayTaken, w.showPlain].map((arn): Write => ["StopComposition", { arn }]),
    ["CreateEncoderConfiguration", { name: "new" }],
    ["DeleteEncoderConfiguration", { arn: w.hd }],
    ["DeleteEncoderConfiguration", { arn: w.sd }],
    ["CreateStorageConfiguration", { s3: { bucketName: "new" } }],
    ["DeleteStorageConfiguration", { arn: w.takes }],
    ["DeleteStorageConfiguration", { arn: w.archive }],
    ["CreateIngestConfiguration", { ingestProtocol: "RTMP", insecureIngest: true }],
    ...ingests.flatMap((arn): Write[] => [
      ["UpdateIngestConfiguration", { arn, stageArn: w.lobby }],
      ["UpdateIngestConfiguration", { arn, stageArn: "" }],
      ["DeleteIngestConfiguration", { arn }],
      ["DeleteIngestConfiguration", { arn, force: true }],
    ]),
    ["ImportPublicKey", { publicKeyMaterial: tokenPublicKeyPem }],
    ["DeletePublicKey", { arn: w.publicKey }],
    ...tagged.flatMap((resourceArn): Write[] => [
      ["TagResource", { resourceArn, tags: { a: "b" } }],
      ["UntagResource", { resourceArn, tagKeys: ["a", "team"] }],
    ]),
  ];
}

/** What is told, or the code of the failure. */
async function tell(upstream: Upstream, [operation, input]: Read): Promise<unknown> {
  try {
    const { output } = await upstream.call(operation, input);
    return { ...(output as object), $metadata: undefined };
  } catch (error) {
    return error instanceof UpstreamError ? error.code : error;
  }
}

async function holdToTruth(picks: readonly number[]) {
  const account = await openAccount();
  const { emulator, clock, upstream } = account;
  const { url: endpoint, region } = emulator;
  const target = { backend: "emulator", endpoint, region } as const;
  const log = createLog({ level: "silent" });
  const asking = createUpstream({ target, allowance: ampleAllowance, clock, log });
  const reads = readsOf(account);
  const writes = writesOf(account);
  for (const read of reads) await tell(upstream, read);
  try {
    for (const pick of picks) {
      const [operation, input] = writes[pick % writes.length] ?? ["CreateStage", {}];
      await upstream.call(operation, input as never).catch(() => undefined);
      for (const read of reads) {
        const what = { operation, input, read };
        const told = await tell(upstream, read);
        expect({ ...what, told }).toEqual({ ...what, told: await tell(asking, read) });
      }
    }
  } finally {
    for (const each of [asking, upstream, emulator]) await each.close();
  }
}

test("what is known is what AWS would say, whatever was written", async () => {
  const sequence = fc.array(fc.nat(), { minLength: 1, maxLength: 6 });
  await fc.assert(fc.asyncProperty(sequence, holdToTruth), {
    numRuns: runs,
    examples: [[[2037831790, 1394595767]]],
  });
}, 3_600_000);
