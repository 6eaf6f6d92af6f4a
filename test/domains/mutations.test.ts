import { describe, expect, it } from "vitest";

import type { Fault } from "../../src/emulator/server.ts";
import type { OperationName } from "../../src/upstream/operations.ts";
import { type Gateway, startGateway } from "../support/gateway.ts";
import { createIngestConfiguration } from "../support/ingest.ts";
import {
  channelArn,
  createEncoderConfiguration,
  importPublicKey,
  startComposition,
} from "../support/resources.ts";
import { tokenPublicKeyPem } from "../support/token-key.ts";

const errorFields = `
  __typename
  ... on IvsError { message code retryable retryAfterMs requestId }
  ... on IvsValidationError { faults { path rule message } }
  ... on IvsWriteOutcomeUnknownError { checkWith }`;

interface Mutation {
  field: string;
  operation: OperationName;
  /** An input that succeeds. What it takes to prepare is not counted. */
  input(gateway: Gateway): Record<string, unknown> | Promise<Record<string, unknown>>;
  selection: string;
  /** What the payload says for that input. */
  payload(gateway: Gateway, input: Record<string, unknown>): object;
  /** Whether a second call could do it twice. */
  makesSomethingNew: boolean;
}

const stageOf = (gateway: Gateway) =>
  gateway.emulator.stages.create({ name: "before", tags: { kept: "1", old: "2" } });

/** Somebody who publishes, and a stage to be replicated to. */
function publisherOf(gateway: Gateway) {
  const { arn: sourceStageArn } = stageOf(gateway);
  const publisher = gateway.emulator.stages.stage(sourceStageArn).join();
  publisher.publish();
  const { participantId } = publisher;
  return { sourceStageArn, destinationStageArn: stageOf(gateway).arn, participantId };
}

/** What the payload of a deletion says. */
const deleted = (typename: string, arn: unknown) => ({
  deletedArn: arn,
  deletedId: Buffer.from(`${typename}:${String(arn)}`).toString("base64url"),
});

const mutations: Mutation[] = [
  {
    field: "createStage",
    operation: "CreateStage",
    input: () => ({
      name: "green-room",
      tags: [{ key: "team", value: "sport" }],
      participantTokenConfigurations: [
        {
          userId: "alice",
          capabilities: ["PUBLISH"],
          durationMinutes: 5,
          attributes: [{ key: "role", value: "host" }],
        },
        {},
      ],
    }),
    selection: `stage { name tags { key value } activeSessionId endpoints { whip } autoParticipantRecordingConfiguration { storageConfigurationArn } }
      participantTokens { token participantId userId durationMinutes capabilities capabilitiesRaw expirationTime attributes { key value } role: attribute(key: "role") stageArn stage { name } }`,
    payload: (gateway) => {
      const arn = gateway.emulator.stages.list().find(({ name }) => name === "green-room")?.arn;
      return {
        stage: {
          name: "green-room",
          tags: [{ key: "team", value: "sport" }],
          activeSessionId: null,
          endpoints: { whip: expect.stringMatching(/^https:/) },
          autoParticipantRecordingConfiguration: { storageConfigurationArn: null },
        },
        participantTokens: [
          {
            token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
            participantId: expect.stringMatching(/^[A-Za-z0-9]{12}$/),
            userId: "alice",
            durationMinutes: 5,
            capabilities: ["PUBLISH"],
            capabilitiesRaw: ["PUBLISH"],
            expirationTime: "2026-07-01T10:05:01.000Z",
            attributes: [{ key: "role", value: "host" }],
            role: "host",
            stageArn: arn,
            stage: { name: "green-room" },
          },
          expect.objectContaining({
            userId: null,
            attributes: [],
            role: null,
            durationMinutes: 720,
            capabilities: ["PUBLISH", "SUBSCRIBE"],
          }),
        ],
      };
    },
    makesSomethingNew: true,
  },
  {
    field: "updateStage",
    operation: "UpdateStage",
    input: (gateway) => ({ arn: stageOf(gateway).arn, name: "after" }),
    selection: "stage { arn name tags { key } endpoints { whip } }",
    payload: (_gateway, { arn }) => ({
      stage: {
        arn,
        name: "after",
        tags: [{ key: "kept" }, { key: "old" }],
        endpoints: { whip: expect.any(String) },
      },
    }),
    makesSomethingNew: false,
  },
  {
    field: "deleteStage",
    operation: "DeleteStage",
    input: (gateway) => ({ arn: stageOf(gateway).arn }),
    selection: "deletedArn deletedId",
    payload: (_gateway, { arn }) => ({
      deletedArn: arn,
      deletedId: Buffer.from(`Stage:${String(arn)}`).toString("base64url"),
    }),
    makesSomethingNew: false,
  },
  {
    field: "createParticipantToken",
    operation: "CreateParticipantToken",
    input: (gateway) => ({
      stageArn: stageOf(gateway).arn,
      userId: "bob",
      attributes: [{ key: "a", value: "" }],
    }),
    selection: "participantToken { token participantId userId attributes { key value } stageArn }",
    payload: (_gateway, { stageArn }) => ({
      participantToken: {
        token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
        participantId: expect.stringMatching(/^[A-Za-z0-9]{12}$/),
        userId: "bob",
        attributes: [{ key: "a", value: "" }],
        stageArn,
      },
    }),
    makesSomethingNew: true,
  },
  {
    field: "disconnectParticipant",
    operation: "DisconnectParticipant",
    input: (gateway) => {
      const stageArn = stageOf(gateway).arn;
      const { participantId } = gateway.emulator.stages.stage(stageArn).join();
      return { stageArn, participantId, reason: "Enough." };
    },
    selection: "stageArn participantId stage { arn }",
    payload: (_gateway, { stageArn, participantId }) => ({
      stageArn,
      participantId,
      stage: { arn: stageArn },
    }),
    makesSomethingNew: false,
  },
  {
    field: "tagResource",
    operation: "TagResource",
    input: (gateway) => ({ resourceArn: stageOf(gateway).arn, tags: [{ key: "old", value: "new" }] }),
    selection: "resourceArn",
    payload: (_gateway, { resourceArn }) => ({ resourceArn }),
    makesSomethingNew: false,
  },
  {
    field: "untagResource",
    operation: "UntagResource",
    input: (gateway) => ({ resourceArn: stageOf(gateway).arn, tagKeys: ["old", "never-there"] }),
    selection: "resourceArn",
    payload: (_gateway, { resourceArn }) => ({ resourceArn }),
    makesSomethingNew: false,
  },
  {
    field: "createIngestConfiguration",
    operation: "CreateIngestConfiguration",
    input: (gateway) => ({
      name: "camera-1",
      stageArn: stageOf(gateway).arn,
      userId: "alice",
      attributes: [{ key: "role", value: "host" }],
      ingestProtocol: "RTMP",
      insecureIngest: true,
      redundantIngest: true,
      tags: [{ key: "team", value: "sport" }],
    }),
    selection: `ingestConfiguration { name ingestProtocol stageArn state participantId userId redundantIngest streamKey
      redundantIngestCredentials { participantId streamKey } attributes { key value } tags { key value } asOf stale }`,
    payload: (_gateway, { stageArn }) => ({
      ingestConfiguration: {
        name: "camera-1",
        ingestProtocol: "RTMP",
        stageArn,
        state: "INACTIVE",
        participantId: expect.stringMatching(/^[A-Za-z0-9]{12}$/),
        userId: "alice",
        redundantIngest: true,
        streamKey: expect.stringMatching(/^rt_123456789012_us-west-2_/),
        redundantIngestCredentials: [expect.any(Object), expect.any(Object)],
        attributes: [{ key: "role", value: "host" }],
        tags: [{ key: "team", value: "sport" }],
        asOf: "2026-07-01T10:00:01.000Z",
        stale: false,
      },
    }),
    makesSomethingNew: true,
  },
  {
    field: "updateIngestConfiguration",
    operation: "UpdateIngestConfiguration",
    input: async (gateway) => {
      const { arn } = await createIngestConfiguration(gateway, { name: "camera-1" });
      return { arn, stageArn: stageOf(gateway).arn, redundantIngest: true };
    },
    selection: "ingestConfiguration { arn name stageArn redundantIngest tags { key } }",
    payload: (_gateway, { arn, stageArn }) => ({
      ingestConfiguration: { arn, name: "camera-1", stageArn, redundantIngest: true, tags: [] },
    }),
    makesSomethingNew: false,
  },
  {
    field: "deleteIngestConfiguration",
    operation: "DeleteIngestConfiguration",
    input: async (gateway) => ({ arn: (await createIngestConfiguration(gateway)).arn }),
    selection: "deletedArn deletedId",
    payload: (_gateway, { arn }) => ({
      deletedArn: arn,
      deletedId: Buffer.from(`IngestConfiguration:${String(arn)}`).toString("base64url"),
    }),
    makesSomethingNew: false,
  },
  {
    field: "startParticipantReplication",
    operation: "StartParticipantReplication",
    input: (gateway) => ({
      ...publisherOf(gateway),
      reconnectWindowSeconds: 60,
      attributes: [{ key: "team", value: "blue" }],
    }),
    selection:
      "participantId sourceStageArn destinationStageArn sourceStage { arn } destinationStage { arn }",
    payload: (_gateway, { participantId, sourceStageArn, destinationStageArn }) => ({
      participantId,
      sourceStageArn,
      destinationStageArn,
      sourceStage: { arn: sourceStageArn },
      destinationStage: { arn: destinationStageArn },
    }),
    makesSomethingNew: true,
  },
  {
    field: "stopParticipantReplication",
    operation: "StopParticipantReplication",
    input: async (gateway) => {
      const input = publisherOf(gateway);
      await gateway.query(
        "mutation ($input: StartParticipantReplicationInput!) { startParticipantReplication(input: $input) { __typename } }",
        { input },
      );
      gateway.emulator.resetCalls();
      return input;
    },
    selection: "participantId sourceStageArn destinationStageArn",
    payload: (_gateway, input) => input,
    makesSomethingNew: true,
  },
  {
    field: "createEncoderConfiguration",
    operation: "CreateEncoderConfiguration",
    input: () => ({
      name: "vertical",
      video: { width: 720, height: 1280, framerate: 29.97, bitrate: 4_000_000 },
      tags: [{ key: "team", value: "sport" }],
    }),
    selection:
      "encoderConfiguration { name video { width height framerate bitrate } tags { key value } asOf stale }",
    payload: () => ({
      encoderConfiguration: {
        name: "vertical",
        video: { width: 720, height: 1280, framerate: 29.97, bitrate: 4_000_000 },
        tags: [{ key: "team", value: "sport" }],
        asOf: "2026-07-01T10:00:01.000Z",
        stale: false,
      },
    }),
    makesSomethingNew: true,
  },
  {
    field: "deleteEncoderConfiguration",
    operation: "DeleteEncoderConfiguration",
    input: async (gateway) => ({ arn: (await createEncoderConfiguration(gateway)).arn }),
    selection: "deletedArn deletedId",
    payload: (_gateway, { arn }) => deleted("EncoderConfiguration", arn),
    makesSomethingNew: false,
  },
  {
    field: "createStorageConfiguration",
    operation: "CreateStorageConfiguration",
    input: () => ({
      name: "archive",
      s3: { bucketName: "my-archive" },
      tags: [{ key: "team", value: "sport" }],
    }),
    selection: "storageConfiguration { name s3 { bucketName } tags { key value } asOf stale }",
    payload: () => ({
      storageConfiguration: {
        name: "archive",
        s3: { bucketName: "my-archive" },
        tags: [{ key: "team", value: "sport" }],
        asOf: "2026-07-01T10:00:01.000Z",
        stale: false,
      },
    }),
    makesSomethingNew: true,
  },
  {
    field: "deleteStorageConfiguration",
    operation: "DeleteStorageConfiguration",
    input: (gateway) => ({ arn: gateway.emulator.storageConfigurations.create().arn }),
    selection: "deletedArn deletedId",
    payload: (_gateway, { arn }) => deleted("StorageConfiguration", arn),
    makesSomethingNew: false,
  },
  {
    field: "importPublicKey",
    operation: "ImportPublicKey",
    input: () => ({
      publicKeyMaterial: tokenPublicKeyPem,
      name: "signer",
      tags: [{ key: "team", value: "sport" }],
    }),
    selection: "publicKey { name publicKeyMaterial fingerprint tags { key value } asOf stale }",
    payload: () => ({
      publicKey: {
        name: "signer",
        publicKeyMaterial: tokenPublicKeyPem,
        fingerprint: expect.stringMatching(/^[0-9a-f:]{47}$/),
        tags: [{ key: "team", value: "sport" }],
        asOf: "2026-07-01T10:00:01.000Z",
        stale: false,
      },
    }),
    makesSomethingNew: true,
  },
  {
    field: "deletePublicKey",
    operation: "DeletePublicKey",
    input: async (gateway) => ({ arn: (await importPublicKey(gateway)).arn }),
    selection: "deletedArn deletedId",
    payload: (_gateway, { arn }) => deleted("PublicKey", arn),
    makesSomethingNew: false,
  },
  {
    field: "startComposition",
    operation: "StartComposition",
    input: (gateway) => ({
      stageArn: stageOf(gateway).arn,
      layout: { grid: { gridGap: 5 } },
      destinations: [{ name: "live", target: { channel: { channelArn } } }],
      tags: [{ key: "team", value: "sport" }],
    }),
    selection: `composition { stageArn state layout { ... on GridConfiguration { gridGap } }
      destinations { state configuration { name channelArn } } tags { key value } startTime endTime asOf stale }`,
    payload: (_gateway, { stageArn }) => ({
      composition: {
        stageArn,
        state: "STARTING",
        layout: { gridGap: 5 },
        destinations: [{ state: "STARTING", configuration: { name: "live", channelArn } }],
        tags: [{ key: "team", value: "sport" }],
        startTime: "2026-07-01T10:00:01.000Z",
        endTime: null,
        asOf: "2026-07-01T10:00:01.000Z",
        stale: false,
      },
    }),
    // Sent again with its idempotency token, it starts nothing new.
    makesSomethingNew: false,
  },
  {
    field: "stopComposition",
    operation: "StopComposition",
    input: async (gateway) => ({ arn: (await startComposition(gateway)).arn }),
    selection: "compositionArn",
    payload: (_gateway, { arn }) => ({ compositionArn: arn }),
    makesSomethingNew: false,
  },
];

async function mutate(gateway: Gateway, { field, selection }: Mutation, input: object) {
  const Input = `${field.charAt(0).toUpperCase()}${field.slice(1)}Input`;
  const Payload = Input.replace(/Input$/, "Payload");
  const document = `mutation ($input: ${Input}!) { ${field}(input: $input) { ${errorFields} ... on ${Payload} { ${selection} } } }`;
  const { data, errors } = await gateway.query(document, { input });
  return { result: data?.[field], errors };
}

const requestId = expect.stringMatching(/^[0-9a-f-]{36}$/);

/** What AWS answers with, and what the client sees of it. */
const refusals: [name: string, fault: Fault, seen: object][] = [
  [
    "not found",
    { kind: "error", type: "ResourceNotFoundException", status: 404, message: "No such thing." },
    { __typename: "IvsNotFoundError", code: "NOT_FOUND", retryable: false, retryAfterMs: null, requestId },
  ],
  [
    "conflict",
    { kind: "error", type: "ConflictException", status: 409, message: "Busy." },
    { __typename: "IvsConflictError", code: "CONFLICT", retryable: false, retryAfterMs: null, requestId },
  ],
  [
    "quota",
    { kind: "error", type: "ServiceQuotaExceededException", status: 402, message: "Too many." },
    {
      __typename: "IvsServiceQuotaExceededError",
      code: "SERVICE_QUOTA_EXCEEDED",
      retryable: false,
      retryAfterMs: null,
      requestId,
    },
  ],
  [
    "pending verification",
    { kind: "error", type: "PendingVerification", status: 403, message: "Wait." },
    {
      __typename: "IvsPendingVerificationError",
      code: "PENDING_VERIFICATION",
      retryable: false,
      retryAfterMs: null,
      requestId,
    },
  ],
  [
    "access denied",
    { kind: "error", type: "AccessDeniedException", status: 403, message: "role/secret-role may not" },
    {
      __typename: "IvsAccessDeniedError",
      code: "UPSTREAM_AUTH",
      retryable: false,
      retryAfterMs: null,
      requestId,
    },
  ],
  [
    "validation at AWS",
    { kind: "error", type: "ValidationException", status: 400, message: "Not like that." },
    {
      __typename: "IvsValidationError",
      code: "BAD_USER_INPUT",
      retryable: false,
      retryAfterMs: null,
      requestId,
      faults: [{ path: [], rule: "aws", message: expect.stringContaining("Not like that.") }],
    },
  ],
  [
    "throttled",
    { kind: "throttle" },
    {
      __typename: "IvsThrottledError",
      code: "UPSTREAM_THROTTLED",
      retryable: true,
      retryAfterMs: expect.any(Number),
      requestId,
    },
  ],
];

/** Failures after which nobody knows whether the call took effect. */
const ambiguous: [name: string, fault: Fault, code: string][] = [
  ["internal", { kind: "error", type: "InternalServerException", status: 500 }, "UPSTREAM_UNAVAILABLE"],
  [
    "a 500 after it took effect",
    { kind: "error", type: "InternalFailure", status: 500, afterCommit: true },
    "UPSTREAM_UNAVAILABLE",
  ],
  ["a reset before it was read", { kind: "reset", when: "before" }, "UPSTREAM_UNAVAILABLE"],
  ["a reset after it took effect", { kind: "reset", when: "after" }, "UPSTREAM_UNAVAILABLE"],
  ["a reset in the middle of the answer", { kind: "reset", when: "during" }, "UPSTREAM_UNAVAILABLE"],
  ["a truncated answer", { kind: "truncated" }, "UPSTREAM_UNAVAILABLE"],
  ["a page of HTML", { kind: "html", status: 502 }, "UPSTREAM_UNAVAILABLE"],
  ["an answer that is not JSON", { kind: "garbage" }, "UPSTREAM_BAD_RESPONSE"],
  ["silence", { kind: "silent" }, "DEADLINE_EXCEEDED"],
];

/** After these the object is gone, so the repeated deletion does not find it. */
const deletesAllTheSame = new Set(["a 500 after it took effect"]);

describe.each(mutations)("$field", (mutation) => {
  const { operation, makesSomethingNew } = mutation;

  it("does it with one call, and the payload costs nothing more", async () => {
    const gateway = await startGateway();
    const input = await mutation.input(gateway);
    const { result, errors } = await mutate(gateway, mutation, input);
    expect(errors).toBeUndefined();
    const name = mutation.field.charAt(0).toUpperCase() + mutation.field.slice(1);
    expect(result).toEqual({ __typename: `${name}Payload`, ...mutation.payload(gateway, input) });
    expect(gateway.emulator.calls).toEqual({ [operation]: 1 });
  });

  it.each(refusals)(
    "answers %s with its union member, after one call unless it is a throttle",
    async (_name, fault, seen) => {
      const gateway = await startGateway();
      const input = await mutation.input(gateway);
      gateway.emulator.inject({ ...fault, operation: "*", times: Number.POSITIVE_INFINITY });
      const { result, errors } = await mutate(gateway, mutation, input);
      expect(errors).toBeUndefined();
      expect(result).toEqual({ message: expect.stringMatching(new RegExp(`^${operation}: `)), ...seen });
      expect(JSON.stringify(result)).not.toContain("secret-role");
      const calls = gateway.emulator.calls[operation] ?? 0;
      expect(fault.kind === "throttle" ? calls > 1 : calls === 1).toBe(true);
    },
  );

  it.each(ambiguous)(
    "is repeated after %s only where that is safe, and says what is known",
    async (name, fault, code) => {
      const gateway = await startGateway();
      const input = await mutation.input(gateway);
      gateway.emulator.inject({ ...fault, operation: "*", times: Number.POSITIVE_INFINITY });
      const { result, errors } = await mutate(gateway, mutation, input);
      const isRepeated = !makesSomethingNew && code !== "UPSTREAM_BAD_RESPONSE";
      expect(gateway.emulator.calls).toEqual({ [operation]: isRepeated ? 2 : 1 });
      const isGone = operation.startsWith("Delete") && deletesAllTheSame.has(name);
      const payload = expect.objectContaining({ __typename: `${operation}Payload` });
      const unknown = expect.objectContaining({
        __typename: "IvsWriteOutcomeUnknownError",
        code: "WRITE_OUTCOME_UNKNOWN",
        retryable: false,
        checkWith: expect.stringMatching(/\.$/),
      });
      const internal = expect.objectContaining({
        __typename: "IvsInternalServerError",
        code,
        retryable: true,
      });
      const inErrors = [
        expect.objectContaining({ path: [mutation.field], extensions: expect.objectContaining({ code }) }),
      ];
      const shown = isGone ? payload : name === "internal" ? internal : null;
      const modelled = makesSomethingNew ? unknown : shown;
      expect({ result, errors }).toEqual({ result: modelled, errors: modelled ? undefined : inErrors });
    },
  );

  it("is not known to have happened, and says so, only when it was sent", async () => {
    const gateway = await startGateway();
    const input = await mutation.input(gateway);
    await gateway.emulator.close();
    await gateway.clock.settle();
    const { result, errors } = await mutate(gateway, mutation, input);
    expect(result).toBeNull();
    expect(errors?.[0]?.extensions).toMatchObject({ code: "UPSTREAM_UNAVAILABLE", retryable: true });
  });

  it("is seen through when the client goes away", async () => {
    const gateway = await startGateway();
    const input = await mutation.input(gateway);
    gateway.emulator.inject({ kind: "latency", ms: 1_000 });
    const aborter = new AbortController();
    const name = mutation.field.charAt(0).toUpperCase() + mutation.field.slice(1);
    const gone = gateway
      .fetch("/graphql", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          query: `mutation ($input: ${name}Input!) { ${mutation.field}(input: $input) { __typename } }`,
          variables: { input },
        }),
        signal: aborter.signal,
      })
      .catch((error: unknown) => error);
    await gateway.clock.settle();
    aborter.abort();
    await gone;
    await gateway.clock.advance(1_000);
    expect(gateway.logged).toContainEqual(expect.objectContaining({ operation, outcome: "OK" }));
    expect(gateway.app.activity()).toEqual({ requests: 0, upstreamCalls: 0, waitingCalls: 0 });
  });
});

describe("a request with several mutations", () => {
  it("does them in order, and reads after each what it left", async () => {
    const gateway = await startGateway();
    const { arn } = stageOf(gateway);
    const { data, errors } = await gateway.query(
      `mutation ($arn: Arn!, $tags: [IvsTagInput!]!) {
         a: updateStage(input: { arn: $arn, name: "first" }) { ... on UpdateStagePayload { stage { name tags { key value } } } }
         b: tagResource(input: { resourceArn: $arn, tags: $tags }) { ... on TagResourcePayload { resource { arn tags { key value } ... on Stage { name } } } }
         c: untagResource(input: { resourceArn: $arn, tagKeys: ["old"] }) { ... on UntagResourcePayload { resource { old: tag(key: "old") kept: tag(key: "kept") } } }
         d: deleteStage(input: { arn: $arn }) { ... on DeleteStagePayload { deletedArn } }
         e: tagResource(input: { resourceArn: $arn, tags: $tags }) { __typename ... on IvsError { code } }
       }`,
      { arn, tags: [{ key: "kept", value: "3" }] },
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      a: {
        stage: {
          name: "first",
          tags: [
            { key: "kept", value: "1" },
            { key: "old", value: "2" },
          ],
        },
      },
      b: {
        resource: {
          arn,
          name: "first",
          tags: [
            { key: "kept", value: "3" },
            { key: "old", value: "2" },
          ],
        },
      },
      c: { resource: { old: null, kept: "3" } },
      d: { deletedArn: arn },
      e: { __typename: "IvsNotFoundError", code: "NOT_FOUND" },
    });
    expect(gateway.emulator.calls).toEqual({
      UpdateStage: 1,
      TagResource: 2,
      UntagResource: 1,
      DeleteStage: 1,
      GetStage: 2,
    });
  });
});

describe("updateStage", () => {
  const update = (gateway: Gateway, input: object) =>
    mutate(
      gateway,
      {
        ...(mutations[1] as Mutation),
        selection:
          "stage { name autoParticipantRecordingConfiguration { storageConfigurationArn mediaTypes recordingReconnectWindowSeconds thumbnailConfiguration { recordingMode targetIntervalSeconds storage } hlsConfiguration { targetSegmentDurationSeconds } recordParticipantReplicas } }",
      },
      input,
    );

  it("keeps what is absent and clears what is null", async () => {
    const gateway = await startGateway();
    const { arn: storageConfigurationArn } = gateway.emulator.storageConfigurations.create({});
    const { arn } = gateway.emulator.stages.create({ name: "named" });
    const recording = {
      storageConfigurationArn,
      mediaTypes: ["AUDIO_ONLY"],
      recordingReconnectWindowSeconds: 300,
      recordParticipantReplicas: false,
      thumbnailConfiguration: {
        recordingMode: "INTERVAL",
        targetIntervalSeconds: 86_400,
        storage: ["SEQUENTIAL", "LATEST"],
      },
      hlsConfiguration: { targetSegmentDurationSeconds: 10 },
    };

    const on = await update(gateway, { arn, autoParticipantRecordingConfiguration: recording });
    expect(on.result).toMatchObject({
      stage: { name: "named", autoParticipantRecordingConfiguration: recording },
    });

    const renamed = await update(gateway, { arn, name: "renamed" });
    expect(renamed.result).toMatchObject({
      stage: { name: "renamed", autoParticipantRecordingConfiguration: recording },
    });

    const cleared = await update(gateway, { arn, name: null });
    expect(cleared.result).toMatchObject({
      stage: { name: null, autoParticipantRecordingConfiguration: recording },
    });

    const off = await update(gateway, { arn, autoParticipantRecordingConfiguration: null });
    expect(off.result).toMatchObject({
      stage: {
        name: null,
        autoParticipantRecordingConfiguration: {
          storageConfigurationArn: null,
          mediaTypes: ["AUDIO_VIDEO"],
          recordingReconnectWindowSeconds: 0,
        },
      },
    });
    expect(gateway.emulator.calls).toEqual({ UpdateStage: 4 });
  });
});
