import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";

import {
  failures,
  operations,
  reachable,
  type Member,
  type OperationShape,
  type Shape,
} from "./sdk-schema.ts";
import { raw, start, type RawAnswer, type Started } from "./start.ts";

type Json = Record<string, unknown>;

function send(
  emulator: Started["emulator"],
  { name, method, path }: OperationShape,
  json: Json,
): Promise<RawAnswer> {
  if (!path.startsWith("/tags")) return raw(emulator, "POST", `/${name}`, JSON.stringify(json));
  const { tagKeys } = json;
  const query = new URLSearchParams(
    Array.isArray(tagKeys) ? tagKeys.map((key: unknown) => ["tagKeys", String(key)]) : [],
  );
  const target = `/tags/${encodeURIComponent(String(json["resourceArn"]))}${query.size > 0 ? `?${query}` : ""}`;
  return raw(
    emulator,
    method,
    target,
    method === "POST" ? JSON.stringify({ ...json, resourceArn: undefined }) : "",
  );
}

test("every operation of the SDK has a handler", async () => {
  const { emulator } = await start();
  expect(operations).toHaveLength(39);
  for (const operation of operations) {
    const { status, headers } = await send(emulator, operation, { resourceArn: "x" });
    expect({ operation, status, type: headers["x-amzn-errortype"] }).not.toMatchObject({ status: 404 });
    expect(headers["x-amzn-errortype"]).not.toBe("UnknownOperationException");
  }
  expect(Object.keys(emulator.calls).toSorted()).toEqual(operations.map(({ name }) => name).toSorted());
});

interface Omission {
  path: string;
  input: Json;
}

/** Inputs that lack exactly one required member each, at any depth; what is there has no more than the right type. */
function* omissions({ members }: Shape, path = ""): Generator<Omission> {
  const full = specimen(members);
  for (const member of members) {
    const at = path === "" ? member.name : `${path}.${member.name}`;
    if (member.required && !member.inPath) {
      const { [member.name]: _, ...rest } = full;
      yield { path: at, input: rest };
    }
    const nested = member.shape();
    if (!nested) continue;
    const inList = member.kind === "list";
    for (const { path: deeper, input } of omissions(nested, inList ? `${at}.1.member` : at))
      yield { path: deeper, input: { ...full, [member.name]: inList ? [input] : input } };
  }
}

function specimen(members: readonly Member[]): Json {
  return Object.fromEntries(
    members.filter(({ required }) => required).map((member) => [member.name, specimenOf(member)]),
  );
}

function specimenOf(member: Member): unknown {
  const nested = member.shape();
  if (member.kind === "list") return [nested ? specimen(nested.members) : "x"];
  if (member.kind === "map") return {};
  return nested ? specimen(nested.members) : "x";
}

for (const operation of operations)
  test(`${operation.name} refuses an input without a required member`, async () => {
    const { emulator } = await start();
    const wanted = [...omissions(operation.input)];
    for (const { path, input } of wanted) {
      const answer = await send(emulator, operation, input);
      expect(answer).toMatchObject({
        status: 400,
        headers: { "x-amzn-errortype": "ValidationException" },
      });
      expect(answer.body).toContain(
        `Value at '${path}' failed to satisfy constraint: Member must not be null`,
      );
    }
    expect(wanted.length).toBeGreaterThanOrEqual(
      operation.input.members.filter(({ required, inPath }) => required && !inPath).length,
    );
  });

/** Members that were seen on the wire, as "Shape.member". */
function createWitness(emulator: Started["emulator"]) {
  const seen = new Set<string>();

  function look(shape: Shape, json: unknown, headers: RawAnswer["headers"] = {}): void {
    if (typeof json !== "object" || json === null) return;
    for (const member of shape.members) {
      const value: unknown = member.header
        ? headers[member.header.toLowerCase()]
        : Reflect.get(json, member.name);
      if (value === undefined || value === null) continue;
      seen.add(`${shape.name}.${member.name}`);
      const nested = member.shape();
      if (nested) for (const each of [value].flat()) look(nested, each);
    }
  }

  return {
    seen,
    /** Calls the operation, which must succeed, and returns its output. */
    async call(name: string, input: Json = {}): Promise<Json> {
      const operation = operations.find((each) => each.name === name);
      if (!operation) throw new Error(`no operation ${name}`);
      const answer = await send(emulator, operation, input);
      if (answer.status !== 200) throw new Error(`${name}: ${answer.status} ${answer.body}`);
      const output = (answer.body === "" ? {} : JSON.parse(answer.body)) as Json;
      look(operation.output, output, answer.headers);
      return output;
    },
    /** Calls the operation, which must fail. */
    async fail(name: string, input: Json = {}): Promise<void> {
      const operation = operations.find((each) => each.name === name);
      const answer = operation && (await send(emulator, operation, input));
      const failure = failures.find((each) => each.name === answer?.headers["x-amzn-errortype"]);
      if (!answer || !failure) throw new Error(`${name}: ${answer?.status} ${answer?.body}`);
      look(failure, JSON.parse(answer.body), answer.headers);
    },
  };
}

/** The ARN of what an output holds under that name. */
function arnIn(output: Json, name: string): string {
  return String((output[name] as { arn?: unknown } | undefined)?.arn);
}

type Witness = ReturnType<typeof createWitness>;

async function stageLife({ call }: Witness): Promise<{ stage: string; other: string; storage: string }> {
  const tags = { env: "test" };
  const storage = arnIn(
    await call("CreateStorageConfiguration", { name: "s", s3: { bucketName: "bucket" }, tags }),
    "storageConfiguration",
  );
  await call("CreateStorageConfiguration", { s3: { bucketName: "bucket" } });
  await call("GetStorageConfiguration", { arn: storage });
  await call("ListStorageConfigurations", { maxResults: 1 });
  const recording = { storageConfigurationArn: storage };
  const token = { userId: "u", attributes: { a: "b" }, capabilities: ["PUBLISH"], duration: 1 };
  const stage = arnIn(
    await call("CreateStage", {
      name: "main",
      tags,
      autoParticipantRecordingConfiguration: recording,
      participantTokenConfigurations: [token],
    }),
    "stage",
  );
  await call("CreateParticipantToken", { stageArn: stage, ...token });
  const other = arnIn(await call("CreateStage"), "stage");
  await call("UpdateStage", { arn: stage, name: "renamed" });
  await call("TagResource", { resourceArn: stage, tags: { k: "v" } });
  await call("ListTagsForResource", { resourceArn: stage });
  await call("UntagResource", { resourceArn: stage, tagKeys: ["k"] });
  return { stage, other, storage };
}

async function participantLife(
  { emulator, clock }: Started,
  { call }: Witness,
  { stage, other }: { stage: string; other: string },
): Promise<void> {
  const driver = emulator.stages.stage(stage);
  driver.join({}).leave();
  driver.endSession();
  const metadata = {
    ispName: "isp",
    osName: "os",
    osVersion: "1",
    browserName: "b",
    browserVersion: "2",
    sdkVersion: "3",
  };
  const host = driver.join({ userId: "alice", attributes: { a: "b" }, client: metadata });
  host.publish();
  clock.moveTo(clock.monotonic() + 60_000);
  const guest = driver.join({ userId: "bob" });
  guest.subscribe(host.participantId);
  guest.fail("publish", "BITRATE_EXCEEDED");
  host.exchangeToken({ userId: "alicia", expirationTime: new Date(clock.now() + 60_000) });
  host.exchangeToken({ attributes: { role: "lead" } });
  const replication = {
    sourceStageArn: stage,
    destinationStageArn: other,
    participantId: host.participantId,
  };
  await call("StartParticipantReplication", replication);
  const third = arnIn(await call("CreateStage"), "stage");
  await call("StartParticipantReplication", { ...replication, destinationStageArn: third });
  await call("ListParticipantReplicas", { ...replication, maxResults: 1 });
  for (const arn of [stage, other]) {
    const { stage: detail } = await call("GetStage", { arn });
    const sessionId = (detail as { activeSessionId?: string }).activeSessionId;
    const where = { stageArn: arn, sessionId };
    await call("GetStageSession", where);
    await call("ListParticipants", { ...where, maxResults: 1 });
    await call("ListParticipants", where);
    await call("GetParticipant", { ...where, participantId: host.participantId });
    await call("ListParticipantEvents", { ...where, participantId: host.participantId, maxResults: 1 });
    await call("ListParticipantEvents", { ...where, participantId: host.participantId });
    if (arn === stage) await call("ListParticipantEvents", { ...where, participantId: guest.participantId });
  }
  await call("ListStages", { maxResults: 1 });
  await call("ListStages", {});
  await call("StopParticipantReplication", replication);
  await call("DisconnectParticipant", { stageArn: stage, participantId: guest.participantId });
  await call("ListStageSessions", { stageArn: stage, maxResults: 1 });
  await call("ListStageSessions", { stageArn: stage });
  const [ended] = ((await call("ListStageSessions", { stageArn: stage }))["stageSessions"] as Json[]).filter(
    (session) => session["endTime"] !== undefined,
  );
  await call("GetStageSession", { stageArn: stage, sessionId: ended?.["sessionId"] });
  await call("DeleteStage", { arn: third });
}

async function ingestLife({ emulator }: Started, { call }: Witness, stage: string): Promise<void> {
  const created = await call("CreateIngestConfiguration", {
    name: "camera",
    stageArn: stage,
    userId: "u",
    attributes: { a: "b" },
    ingestProtocol: "RTMPS",
    redundantIngest: true,
    tags: { k: "v" },
  });
  const arn = arnIn(created, "ingestConfiguration");
  await call("CreateIngestConfiguration", { ingestProtocol: "RTMP", insecureIngest: true });
  await call("ListIngestConfigurations", { maxResults: 1 });
  await call("GetIngestConfiguration", { arn });
  await call("UpdateIngestConfiguration", { arn, redundantIngest: false });
  const { ingestConfiguration } = await call("GetIngestConfiguration", { arn });
  const { streamKey } = ingestConfiguration as Json;
  const { sessionId, participantId } = emulator.ingest.start(String(streamKey));
  await call("GetParticipant", { stageArn: stage, sessionId, participantId });
  await call("ListParticipants", { stageArn: stage, sessionId });
  await call("DeleteIngestConfiguration", { arn, force: true });
}

async function compositionLife(
  { clock }: Started,
  { call }: Witness,
  { stage, storage }: { stage: string; storage: string },
): Promise<void> {
  const encoder = arnIn(
    await call("CreateEncoderConfiguration", { name: "e", tags: { k: "v" } }),
    "encoderConfiguration",
  );
  const spare = arnIn(await call("CreateEncoderConfiguration"), "encoderConfiguration");
  await call("GetEncoderConfiguration", { arn: encoder });
  await call("ListEncoderConfigurations", { maxResults: 1 });
  const channelArn = "arn:aws:ivs:us-west-2:123456789012:channel/abc";
  const pip = { pipWidth: 320, pipHeight: 180 };
  const first = await call("StartComposition", {
    stageArn: stage,
    layout: { pip },
    tags: { k: "v" },
    destinations: [
      { channel: { channelArn, encoderConfigurationArn: encoder } },
      {
        s3: {
          storageConfigurationArn: storage,
          encoderConfigurationArns: [encoder],
          thumbnailConfigurations: [{}],
        },
      },
    ],
  });
  await call("StartComposition", { stageArn: stage, destinations: [{ channel: { channelArn } }] });
  clock.moveTo(clock.monotonic() + 10_000);
  const arn = arnIn(first, "composition");
  await call("ListCompositions", { maxResults: 1 });
  await call("StopComposition", { arn });
  clock.moveTo(clock.monotonic() + 10_000);
  await call("GetComposition", { arn });
  await call("ListCompositions");
  await call("DeleteEncoderConfiguration", { arn: spare });
}

async function keyLife({ call }: Witness): Promise<void> {
  const material = () =>
    generateKeyPairSync("ec", { namedCurve: "P-384" }).publicKey.export({ type: "spki", format: "pem" });
  const imported = await call("ImportPublicKey", {
    publicKeyMaterial: material(),
    name: "k",
    tags: { k: "v" },
  });
  await call("ImportPublicKey", { publicKeyMaterial: material() });
  await call("ListPublicKeys", { maxResults: 1 });
  const arn = arnIn(imported, "publicKey");
  await call("GetPublicKey", { arn });
  await call("DeletePublicKey", { arn });
}

async function failureLife({ emulator }: Started, { call, fail }: Witness, storage: string): Promise<void> {
  await fail("GetStage", {});
  await fail("GetStage", { arn: "arn:aws:ivs:us-west-2:999999999999:stage/abc" });
  await fail("GetStage", { arn: "arn:aws:ivs:us-west-2:123456789012:stage/abc" });
  await fail("DeleteStorageConfiguration", { arn: storage });
  emulator.inject({ kind: "error", type: "InternalServerException", status: 500 });
  await fail("GetStage", {});
  const settings = (change: object) =>
    raw(emulator, "PATCH", "/_emulator/settings", JSON.stringify(change), {});
  await settings({ stagesPerRegion: 0 });
  await fail("CreateStage");
  await settings({ pendingVerification: true });
  await fail("CreateStage");
  await call("ListStages");
}

test("every member of every output and every failure comes over the wire in some state", async () => {
  const started = await start();
  const witness = createWitness(started.emulator);
  const made = await stageLife(witness);
  await participantLife(started, witness, made);
  await compositionLife(started, witness, made);
  await ingestLife(started, witness, made.stage);
  await keyLife(witness);
  await failureLife(started, witness, made.storage);

  const wanted = new Map<string, Shape>();
  for (const { output } of operations) reachable(output, wanted);
  for (const failure of failures) reachable(failure, wanted);
  const unreached = [...wanted.values()]
    .flatMap(({ name, members }) => members.map((member) => `${name}.${member.name}`))
    .filter((member) => !witness.seen.has(member));
  expect(unreached).toEqual([]);
  // Guards against a walk that finds nothing to want.
  expect(wanted.size).toBeGreaterThan(80);
  const called = Object.keys(started.emulator.calls);
  expect(operations.map(({ name }) => name).filter((name) => !called.includes(name))).toEqual([]);
});
