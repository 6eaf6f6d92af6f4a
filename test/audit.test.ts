import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";

import { describe, expect, it, onTestFinished } from "vitest";

import { type AuditLine, createAudit, openAudit } from "../src/audit.ts";
import { createManualClock } from "../src/clock.ts";
import { createLog } from "../src/log.ts";
import { startGateway } from "./support/gateway.ts";
import { tokenKeyEnv } from "./support/token-key.ts";

const missing = "arn:aws:ivs:us-west-2:123456789012:stage/abcdefgh1234";
const awsRequestId = expect.stringMatching(/^[0-9a-f-]{36}$/);

describe("the audit of a mutation", () => {
  it("tells before and after it who does what to which resource, and how it ended", async () => {
    const gateway = await startGateway();
    const headers = { "x-request-id": "checkout-42" };
    const { data } = await gateway.query(
      'mutation { made: createStage(input: { name: "hall" }) { ... on CreateStagePayload { stage { arn } } } }',
      {},
      headers,
    );
    const { arn } = data.made.stage;
    const same = { requestId: "checkout-42", viewer: "loopback", mutation: "createStage", field: "made" };
    const participantIds: string[] = [];
    const time = expect.stringMatching(/^2026-07-01T10:00:0\d\.\d{3}Z$/);
    expect(gateway.audited).toEqual([
      { time, phase: "before", ...same, arns: [], participantIds },
      {
        time,
        phase: "after",
        ...same,
        arns: [arn],
        participantIds,
        outcome: "OK",
        calls: [{ operation: "CreateStage", awsRequestId }],
      },
    ]);
  });

  it("repeats no more of an alias than tells it from others", async () => {
    const gateway = await startGateway();
    await gateway.query(`mutation { ${"a".repeat(60_000)}: createStage(input: {}) { __typename } }`);
    expect(gateway.audited.map(({ field }) => field)).toEqual(["a".repeat(100), "a".repeat(100)]);
  });

  it("tells of failures by their code, and of each mutation of a request", async () => {
    const gateway = await startGateway();
    await gateway.query(
      `mutation { a: deleteStage(input: { arn: "${missing}" }) { __typename } b: updateStage(input: { arn: "nonsense" }) { __typename } }`,
    );
    expect(gateway.audited).toMatchObject([
      { phase: "before", mutation: "deleteStage", field: "a", arns: [missing] },
      {
        phase: "after",
        field: "a",
        outcome: "NOT_FOUND",
        calls: [{ operation: "DeleteStage", awsRequestId }],
      },
      { phase: "before", mutation: "updateStage", field: "b", arns: ["malformed"] },
      { phase: "after", field: "b", outcome: "BAD_USER_INPUT", calls: [] },
    ]);
  });

  it("names what an input that breaks a rule names, and calls nothing", async () => {
    const gateway = await startGateway();
    await gateway.query(
      `mutation { disconnectParticipant(input: { stageArn: "${missing}", participantId: "not a name\\n" }) { __typename } }`,
    );
    expect(gateway.audited).toMatchObject([
      { phase: "before", arns: [missing], participantIds: ["malformed"] },
      { phase: "after", outcome: "BAD_USER_INPUT", calls: [] },
    ]);
  });

  it("tells of tokens whom they are for and never what they are, nor what people wrote into them", async () => {
    const gateway = await startGateway({ env: tokenKeyEnv });
    const { arn } = gateway.emulator.stages.create({ name: "hall" });
    const input = `stageArn: "${arn}", userId: "canary-user", attributes: [{ key: "canary-key", value: "canary-value" }]`;
    for (const mutation of ["createParticipantToken", "signParticipantToken"])
      await gateway.query(
        `mutation { ${mutation}(input: { ${input} }) { ... on IvsError { message } ... on ${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Payload { participantToken { token participantId } } } }`,
      );
    expect(gateway.audited).toHaveLength(4);
    expect(gateway.audited.map(({ outcome }) => outcome)).toEqual([undefined, "OK", undefined, "OK"]);
    expect(gateway.audited[1]).toMatchObject({ arns: [arn], participantIds: [expect.any(String)] });
    expect(JSON.stringify(gateway.audited)).not.toMatch(/canary|eyJ/);
  });

  it("is one of attempts without the scope, but not of queries and refused requests", async () => {
    const gateway = await startGateway({ env: { IVS_GRAPHQL_READ_ONLY: "true" } });
    await gateway.query("{ stages { nodes { name } } }");
    await gateway.query("mutation { createStage(input: {}) { __typename } }");
    expect(gateway.audited).toEqual([]);
  });
});

describe("an audit that cannot be written", () => {
  it("lets nothing be changed, and says so, when it is a full disk", async () => {
    const gateway = await startGateway({ env: { IVS_GRAPHQL_AUDIT: "/dev/full" } });
    const create = () => gateway.query("mutation { createStage(input: {}) { __typename } }");
    for (const _ of [1, 2]) {
      const { data, errors } = await create();
      expect([data, errors?.[0]?.extensions]).toEqual([
        { createStage: null },
        { code: "AUDIT_UNAVAILABLE", retryable: true },
      ]);
    }
    expect(gateway.emulator.calls).toEqual({});
    expect((await gateway.query("{ stages { nodes { name } } }")).data).toEqual({ stages: { nodes: [] } });
    expect(gateway.logged).toContainEqual(
      expect.objectContaining({ message: "the audit cannot be written" }),
    );
  });

  it("ends with the program all the same, also while a line fails to be written", async () => {
    const log = createLog({ level: "silent" });
    const audit = await openAudit("/dev/full", { clock: createManualClock(0), log });
    const [written, closed] = await Promise.allSettled([audit.write(line), audit.close()]);
    expect(written).toMatchObject({ status: "rejected", reason: { code: "AUDIT_UNAVAILABLE" } });
    expect(closed).toMatchObject({ status: "fulfilled" });
  });

  it("lets the change stand when only its end could not be written", async () => {
    let lines = 0;
    const stream = new Writable({
      write(_chunk, _encoding, done) {
        lines += 1;
        done(lines > 1 ? new Error("full") : null);
      },
    });
    const audit = createAudit({ stream, clock: createManualClock(0), log: createLog({ level: "silent" }) });
    await audit.write(line);
    await expect(audit.write(line)).rejects.toMatchObject({ code: "AUDIT_UNAVAILABLE" });
    await expect(audit.write(line)).rejects.toMatchObject({ code: "AUDIT_UNAVAILABLE" });
  });

  it("is waited for no longer than a request may take, and holds a bounded number of lines", async () => {
    const stream = new Writable({ write: () => undefined });
    const audit = createAudit({ stream, clock: createManualClock(0), log: createLog({ level: "silent" }) });
    const gone = new AbortController();
    const waiting = audit.write(line, gone.signal);
    gone.abort(new Error("The request took too long."));
    await expect(waiting).rejects.toThrow("too long");
    const written = Array.from({ length: 20_000 }, () =>
      audit.write(line).catch((error: Error) => error.message),
    );
    expect(await written.at(-1)).toMatch("Nothing is changed");
    expect(stream.writableLength).toBeLessThan(1_001_000);
  });

  it("keeps the program from starting when it is a place where no file can be", async () => {
    await expect(startGateway({ env: { IVS_GRAPHQL_AUDIT: "/nowhere/audit.log" } })).rejects.toThrow(
      "IVS_GRAPHQL_AUDIT names a file that cannot be written",
    );
  });
});

const line: AuditLine = {
  phase: "before",
  requestId: "r",
  viewer: "v",
  mutation: "createStage",
  field: "a",
  arns: [missing],
  participantIds: [],
};

it("the audit appends to a file, one JSON object a line", async () => {
  const folder = mkdtempSync(join(tmpdir(), "audit-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "audit.log");
  for (const name of ["one", "two"]) {
    const gateway = await startGateway({ env: { IVS_GRAPHQL_AUDIT: file } });
    await gateway.query(`mutation { ${name}: createStage(input: {}) { __typename } }`);
    await gateway.close();
  }
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  expect(lines.map((text) => (JSON.parse(text) as { field: string }).field)).toEqual([
    "one",
    "one",
    "two",
    "two",
  ]);
});
