import { request } from "node:http";

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { Hint } from "../../src/feed/hints.ts";
import { type Gateway, startGateway } from "../support/gateway.ts";

const key = "a-key-of-an-api-destination";
const stageArn = "arn:aws:ivs:us-west-2:123456789012:stage/abcdABCDefgh";
const otherStageArn = "arn:aws:ivs:us-west-2:123456789012:stage/otherOTHER12";
const compositionArn = "arn:aws:ivs:us-west-2:123456789012:composition/YVoaXkKdEdRP";

async function start(env: Record<string, string> = {}, settings: object = {}) {
  const gateway = await startGateway({
    env: { IVS_GRAPHQL_EVENTBRIDGE_KEY: key, ...env },
    settings,
    time: "still",
  });
  const heard: Hint[] = [];
  gateway.app.hints.on((hint) => heard.push(hint));
  return { gateway, heard };
}

/** The envelope of AWS's guide. */
const stageUpdate = (changes: object = {}) => ({
  version: "0",
  id: "7d1f0d47-6a4b-4d0c-9d0a-0a4f9f4c5a11",
  "detail-type": "IVS Stage Update",
  source: "aws.ivs",
  account: "123456789012",
  time: "2026-07-01T10:00:05Z",
  region: "us-west-2",
  resources: [stageArn],
  detail: {
    session_id: "st-a1b2c3d4e5f6g",
    event_name: "Participant Published",
    event_time: "2026-07-01T10:00:04Z",
    event_time_precise: "2026-07-01T10:00:04.123456Z",
    user_id: "alice",
    participant_id: "tU06DT5jCJeb",
  },
  ...changes,
});

async function deliver(
  { fetch }: Gateway,
  event: unknown,
  headers: Record<string, string> = { "x-api-key": key },
) {
  const { status, text } = await fetch("/eventbridge", {
    method: "POST",
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
    body: typeof event === "string" ? event : JSON.stringify(event),
  });
  const { errors } = (text ? JSON.parse(text) : {}) as {
    errors?: { message: string; extensions: { code: string; faults?: { path: unknown[] }[] } }[];
  };
  return { status, code: errors?.[0]?.extensions.code, faults: errors?.[0]?.extensions.faults };
}

const participant = { stageArn, sessionId: "st-a1b2c3d4e5f6g", participantId: "tU06DT5jCJeb" };

const mostly = <Value>(value: Value, other: fc.Arbitrary<Value | fc.JsonValue>) =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: other });

describe("the endpoint of API destinations", () => {
  it("is not there without a key, nor for anything but a POST", async () => {
    const off = await startGateway();
    expect(await deliver(off, stageUpdate())).toMatchObject({ status: 404, code: "NOT_FOUND" });
    const { gateway } = await start();
    expect((await gateway.fetch("/eventbridge")).status).toBe(404);
  });

  it("takes deliveries that carry its key, in the header that it is set to", async () => {
    const { gateway, heard } = await start({ IVS_GRAPHQL_EVENTBRIDGE_HEADER: "X-Events" });
    const refused = { status: 401, code: "UNAUTHENTICATED" };
    for (const headers of [{}, { "x-api-key": key }, { "x-events": `${key}x` }, { "x-events": "" }])
      expect(await deliver(gateway, stageUpdate(), headers)).toMatchObject(refused);
    // Nobody learns what would be refused without the key.
    expect(await deliver(gateway, "{", { "x-events": "wrong" })).toMatchObject(refused);
    expect(heard).toEqual([]);
    expect(await deliver(gateway, stageUpdate(), { "x-events": key })).toMatchObject({ status: 204 });
    expect(heard).toHaveLength(1);
    expect(gateway.app.eventBridge?.counts()).toMatchObject({ taken: 1, refused: 5 });
    expect(JSON.stringify(gateway.logged)).not.toContain(key);
  });

  it.each<[string, object, Hint[]]>([
    ["of a publisher", {}, [{ kind: "stage", ...participant }]],
    [
      "of a replication, for both stages",
      {
        detail: {
          session_id: participant.sessionId,
          event_name: "Participant Replication Start",
          participant_id: participant.participantId,
          destination_stage_arn: otherStageArn,
          destination_session_id: "st-other",
        },
      },
      [
        { kind: "stage", ...participant },
        { kind: "stage", ...participant, stageArn: otherStageArn, sessionId: "st-other" },
      ],
    ],
    [
      "of a composition",
      {
        "detail-type": "IVS Composition State Change",
        resources: [compositionArn],
        detail: {
          event_name: "Destination Failure",
          stage_arn: stageArn,
          id: "bD9rRoN91fHU",
          error_code: "ConflictException",
          reason: "Stream already exists",
        },
      },
      [{ kind: "composition", compositionArn, stageArn }],
    ],
    [
      "of a recording",
      {
        "detail-type": "IVS Participant Recording State Change",
        detail: {
          session_id: participant.sessionId,
          event_name: "Recording End",
          participant_id: participant.participantId,
          recording_s3_bucket_name: "b",
          recording_s3_key_prefix: "abcdABCDefgh/st-a1b2c3d4e5f6g/tU06DT5jCJeb/2026-07-01T10-00-05Z",
          recording_duration_ms: 1_195_000,
        },
      },
      [{ kind: "recording", ...participant }],
    ],
    [
      "of an event that AWS has yet to invent",
      { detail: { event_name: "Participant Danced" } },
      [{ kind: "stage", stageArn }],
    ],
  ])("hands on where to look: %s", async (_name, changes, hints) => {
    const { gateway, heard } = await start();
    expect(await deliver(gateway, stageUpdate(changes))).toMatchObject({ status: 204 });
    expect(heard).toEqual(hints);
    expect(gateway.emulator.calls).toEqual({});
  });

  it.each<[string, unknown, string]>([
    ["no JSON", '{"version":', ""],
    ["no object", "[]", ""],
    ["null", "null", ""],
    ["no account", { ...stageUpdate(), account: 123456789012 }, "account"],
    ["no resource", { ...stageUpdate(), resources: [] }, "resources.0"],
    ["no stage", { ...stageUpdate(), resources: [compositionArn] }, "resources.0"],
    ["no ARN", { ...stageUpdate(), resources: [`${stageArn}\r\nx: y`] }, "resources.0"],
    ["no detail", { ...stageUpdate(), detail: null }, "detail"],
    [
      "an id that is none",
      { ...stageUpdate(), detail: { event_name: "x", session_id: { $ne: 1 } } },
      "detail.session_id",
    ],
    [
      "an endless id",
      { ...stageUpdate(), detail: { event_name: "x", participant_id: "p".repeat(200) } },
      "detail.participant_id",
    ],
  ])("refuses what is no event: %s", async (_name, event, path) => {
    const { gateway, heard } = await start();
    const { status, code, faults } = await deliver(gateway, event);
    expect({ status, code }).toEqual({ status: 400, code: "BAD_USER_INPUT" });
    expect(faults?.map((fault) => fault.path.join("."))).toContain(path);
    expect(heard).toEqual([]);
    // It still serves.
    expect(await deliver(gateway, stageUpdate())).toMatchObject({ status: 204 });
  });

  it("answers any JSON without failing, and looks at nothing but stages for it", async () => {
    const { gateway, heard } = await start();
    const any = fc.jsonValue({ maxDepth: 3 });
    const { resources, detail, ...rest } = stageUpdate();
    const near = fc.record({
      ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, mostly(value, any)])),
      "detail-type": fc.constantFrom(
        "IVS Stage Update",
        "IVS Composition State Change",
        "IVS Participant Recording State Change",
      ),
      resources: mostly<unknown>(resources, any),
      detail: fc.oneof(
        any,
        fc.record(
          Object.fromEntries(
            [...Object.keys(detail), "stage_arn", "destination_stage_arn", "__proto__"].map((name) => [
              name,
              mostly<unknown>(name.endsWith("arn") ? stageArn : "name", any),
            ]),
          ),
        ),
      ),
    });
    await fc.assert(
      fc.asyncProperty(fc.oneof(near, any), async (event) => {
        const { status } = await deliver(gateway, JSON.stringify(event));
        expect([204, 400]).toContain(status);
      }),
      { numRuns: 150 },
    );
    expect(new Set(heard.map((hint) => hint.stageArn))).toEqual(new Set([stageArn]));
    expect(gateway.logged.filter(({ message }) => message === "internal error")).toEqual([]);
  });

  it("reads 256 KB and no more", async () => {
    const { gateway } = await start();
    const filled = (bytes: number) => {
      const frame = JSON.stringify({ ...stageUpdate(), padding: "" });
      return JSON.stringify({ ...stageUpdate(), padding: "x".repeat(bytes - frame.length) });
    };
    expect(await deliver(gateway, filled(256 * 1_024))).toMatchObject({ status: 204 });
    expect(await deliver(gateway, filled(256 * 1_024 + 1))).toMatchObject({
      status: 413,
      code: "QUERY_TOO_LARGE",
    });
    expect(await deliver(gateway, stageUpdate())).toMatchObject({ status: 204 });
  });

  it("does not take a delivery that breaks off for a bug of its own", async () => {
    const { gateway } = await start();
    const broken = request(new URL("/eventbridge", gateway.url), {
      method: "POST",
      headers: { "x-api-key": key, "content-type": "application/json", "content-length": "1000" },
    });
    broken.on("error", () => undefined);
    await new Promise((resolve) => broken.write("{", resolve));
    await expect.poll(() => gateway.app.activity().requests).toBe(1);
    broken.destroy();
    await expect.poll(() => gateway.app.eventBridge?.counts().refused).toBe(1);
    expect(gateway.logged.filter(({ message }) => message === "internal error")).toEqual([]);
  });

  it("welcomes and counts what is of no use here", async () => {
    const { gateway, heard } = await start();
    const foreign = stageArn.replace("123456789012", "210987654321");
    const useless = async (...all: object[]) => {
      for (const changes of all)
        expect(await deliver(gateway, stageUpdate(changes))).toMatchObject({ status: 204 });
    };
    await useless(
      { "detail-type": "IVS Publisher Recording State Change" },
      { source: "aws.s3", "detail-type": "Object Created" },
      { account: "210987654321" },
      { region: "eu-west-1" },
      { resources: [foreign] },
      { resources: [stageArn.replace("us-west-2", "eu-west-1")] },
    );
    // Known from the first ARN that is seen.
    gateway.emulator.stages.create({});
    await gateway.query("{ stages { nodes { arn } } }");
    await useless({ account: "210987654321", resources: [foreign] });
    expect(heard).toEqual([]);
    expect(gateway.app.eventBridge?.counts()).toEqual({
      taken: 0,
      refused: 0,
      ignored: { "detail-type": 1, source: 1, account: 5 },
    });
  });

  it("looks at the stages of its own account only", async () => {
    const { gateway, heard } = await start();
    const detail = {
      event_name: "Participant Replication Start",
      destination_stage_arn: otherStageArn.replace("123456789012", "210987654321"),
    };
    expect(await deliver(gateway, stageUpdate({ detail }))).toMatchObject({ status: 204 });
    expect(heard).toEqual([{ kind: "stage", stageArn }]);
  });

  it("hears of every publisher, recording and composition of the emulator, and asks AWS nothing for it", async () => {
    const { gateway, heard } = await start();
    const settings = { eventBridge: { url: `${gateway.url}/eventbridge`, apiKey: key, duplicateRate: 1 } };
    await fetch(`${gateway.emulator.url}/_emulator/settings`, {
      method: "PATCH",
      body: JSON.stringify(settings),
    });
    const { arn } = gateway.emulator.stages.create({});
    const host = gateway.emulator.stages.stage(arn).join({ participantId: "host" });
    host.publish();
    host.unpublish();
    const { sent } = gateway.emulator.eventBridge;
    await expect.poll(() => gateway.app.eventBridge?.counts().taken).toBe(2 * sent.length);
    expect(sent.map(({ detail }) => detail["event_name"])).toEqual([
      "Participant Published",
      "Participant Unpublished",
    ]);
    const host1 = { kind: "stage", stageArn: arn, sessionId: host.sessionId, participantId: "host" };
    expect(heard).toEqual([host1]);
    gateway.clock.moveTo(gateway.clock.monotonic() + 1_000);
    expect(heard).toEqual([host1, host1]);
    expect(gateway.emulator.calls).toEqual({});
  });

  it("turns a flood of deliveries into one look a second", async () => {
    const { gateway, heard } = await start();
    await Promise.all(Array.from({ length: 300 }, () => deliver(gateway, stageUpdate())));
    expect(gateway.app.eventBridge?.counts().taken).toBe(300);
    expect(heard).toHaveLength(1);
    gateway.clock.moveTo(gateway.clock.monotonic() + 60_000);
    expect(heard).toHaveLength(2);
    expect(gateway.app.hints.counts()).toEqual({ given: 2, merged: 299, dropped: 0 });
  });
});
