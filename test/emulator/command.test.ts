import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateStageCommand, ListPublicKeysCommand, ListStagesCommand } from "@aws-sdk/client-ivs-realtime";
import { expect, onTestFinished, test } from "vitest";

import { createManualClock, type ManualClock } from "../../src/clock.ts";
import { runEmulatorCommand } from "../../src/emulator/command.ts";
import { target } from "./event-target.ts";
import { clientOf, eventually, failureOf, startAt } from "./start.ts";

interface Run {
  out: () => string;
  err: () => string;
  clock: ManualClock;
  /** Tells the command to end, as a signal does, and gives its exit code. */
  stop: () => Promise<number>;
  code: Promise<number>;
}

function run(args: string[], env: Record<string, string> = {}): Run {
  const clock = createManualClock(startAt);
  let out = "";
  let err = "";
  let stop = () => {};
  const code = runEmulatorCommand(args, env, {
    clock,
    out: (text) => (out += text),
    err: (text) => (err += text),
    onStop(listener) {
      stop = listener;
      return () => {
        stop = () => {};
      };
    },
  });
  onTestFinished(async () => {
    stop();
    await code;
  });
  return {
    out: () => out,
    err: () => err,
    clock,
    code,
    stop() {
      stop();
      return code;
    },
  };
}

/** A command that runs, with a client of it. */
async function running(args: string[], env: Record<string, string> = {}) {
  const started = run(["--port", "0", ...args], env);
  await eventually(() => started.out() !== "" || started.err() !== "");
  const url = /at (http:\S+)/.exec(started.out())?.[1] ?? "";
  const region = /Region ([a-z0-9-]+)/.exec(started.out())?.[1] ?? "us-west-2";
  const client = clientOf({ url, region });
  onTestFinished(() => client.destroy());
  return { ...started, url, client };
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "ivs-emulator-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

async function control(url: string, path = ""): Promise<Record<string, unknown>> {
  const response = await fetch(`${url}/_emulator${path}`);
  return (await response.json()) as Record<string, unknown>;
}

test("the command serves the API, says how to reach it and ends with 0 when it is told to", async () => {
  const { client, url, out, err, stop } = await running([]);

  expect(await failureOf(client.send(new ListStagesCommand({})))).toBeUndefined();
  expect(out()).toContain(`AWS_ENDPOINT_URL_IVS_REALTIME=${url}`);
  expect(out()).toContain(`aws ivs-realtime list-stages --endpoint-url ${url} --region us-west-2`);
  expect(out()).toContain(`boto3.client("ivs-realtime", endpoint_url="${url}", region_name="us-west-2"`);
  expect(out()).toContain(`${url}/_emulator`);
  expect(await stop()).toBe(0);
  expect(err()).toBe("");
  await expect(fetch(url)).rejects.toThrow("fetch failed");
});

test("flags say what is emulated", async () => {
  const { url, client } = await running([
    "--host",
    "127.0.0.2",
    "--region=eu-west-1",
    "--account=000000000001",
    "--scenario=show",
    "--seed=7",
    "--settings",
    '{"stagesPerRegion":12,"throttle":"Throttling400"}',
    "--throttle=Throttling429",
    "--eventbridge-url=http://127.0.0.1:1/",
  ]);
  expect(url).toContain("127.0.0.2");
  expect(await control(url)).toMatchObject({
    region: "eu-west-1",
    account: "000000000001",
    scenario: "show",
    seed: 7,
  });
  expect(await control(url, "/settings")).toMatchObject({
    stagesPerRegion: 12,
    throttle: "Throttling429",
    eventBridge: { url: "http://127.0.0.1:1/" },
  });
  expect(await failureOf(client.send(new CreateStageCommand({})))).toMatchObject({ status: 402 });
});

test("the environment says the same, and flags win over it", async () => {
  const { url } = await running(["--seed", "3", "--no-throttle"], {
    IVS_EMULATOR_PORT: "1",
    IVS_EMULATOR_SEED: "2",
    IVS_EMULATOR_REGION: "ap-south-1",
    IVS_EMULATOR_THROTTLE: "Throttling400",
    IVS_EMULATOR_SCENARIO: "",
    IVS_GRAPHQL_EMULATOR_PORT: "not read",
  });
  expect(await control(url)).toMatchObject({ region: "ap-south-1", seed: 3, scenario: "quiet" });
  expect(await control(url, "/settings")).toMatchObject({ throttle: "off" });
});

test("throttling is switched off by the environment and on again by a flag", async () => {
  const off = await running([], { IVS_EMULATOR_NO_THROTTLE: "true" });
  expect(await control(off.url, "/settings")).toMatchObject({ throttle: "off" });
  const on = await running(["--throttle", "Throttling400"], { IVS_EMULATOR_NO_THROTTLE: "true" });
  expect(await control(on.url, "/settings")).toMatchObject({ throttle: "Throttling400" });
});

test("calls are throttled unless it is switched off", async () => {
  const { client } = await running([]);
  const failures: unknown[] = [];
  for (let count = 0; count < 4; count += 1)
    failures.push(await failureOf(client.send(new ListPublicKeysCommand({}))));
  expect(failures.at(-1)).toMatchObject({ status: 429 });
});

test("time passes as fast as it is told to", async () => {
  const { client, clock, url } = await running(["--speed", "60", "--settings", '{"latencyMs":60000}']);
  const listing = failureOf(client.send(new ListStagesCommand({})));
  let done = false;
  void listing.then(() => (done = true));
  await eventually(() => clock.nextTimerAt() !== undefined);
  clock.moveTo(999);
  await control(url);
  expect(done).toBe(false);
  clock.moveTo(1_000);
  expect(await listing).toBeUndefined();
});

test("however fast time passes, a target of events has five real seconds to answer", async () => {
  const events = await target();
  let answer = () => {};
  events.answer = (response) => (answer = () => response.writeHead(200).end());
  const { client, clock, url, err } = await running(["--speed", "60", "--eventbridge-url", events.url]);
  const { stage } = await client.send(new CreateStageCommand({}));
  const path = `${url}/_emulator/stages/${stage?.arn?.split("/")[1]}/participants`;
  await fetch(path, { method: "POST", body: '{"participantId":"ana"}' });
  await fetch(`${path}/ana`, { method: "POST", body: '{"does":"publish"}' });
  await eventually(() => events.arrived.length === 1);
  clock.moveTo(4_999);
  expect(err()).toBe("");
  clock.moveTo(5_000);
  await eventually(() => err().includes("no answer within 5000 ms"));
  clock.moveTo(5_999);
  expect(events.arrived).toHaveLength(1);
  clock.moveTo(6_000);
  await eventually(() => events.arrived.length === 2);
  answer();
});

test("every fault is named at once, without a stack and without starting", async () => {
  const { code, err, out } = run(
    [
      "--port=65536",
      "--host=0.0.0.0",
      "--region=a b",
      "--account=1",
      "--scenario=none",
      "--seed=x",
      "--speed=0",
      '--settings={"nonsense":1}',
      "--throttle=sometimes",
      "--eventbridge-url=http://example.com/",
      "--log-level=loud",
      "--nonsense",
      "--no-throttle=yes",
      "extra",
      "--snapshot",
    ],
    { IVS_EMULATOR_PROT: "1" },
  );
  expect(await code).toBe(1);
  expect(out()).toBe("");
  const lines = err().trimEnd().split("\n");
  for (const fault of [
    "--port must be a port from 0 to 65535, not 65536",
    "--host must be a loopback address",
    "--region must be the name of a Region",
    "--account must be an account of twelve digits",
    "--scenario must be one of quiet",
    "--seed must be a whole number",
    "--speed must be a number from",
    "--settings must be settings that hold (nonsense is no setting",
    "--throttle must be one of TooManyRequests429",
    "--eventbridge-url must be",
    "--log-level must be one of silent",
    "--snapshot needs a value",
    "--nonsense is no flag",
    "--no-throttle takes no value",
    "extra is not expected",
    "IVS_EMULATOR_PROT is no setting",
  ])
    expect(lines.filter((line) => line.startsWith(`emulator: ${fault}`))).toHaveLength(1);
  expect(lines).toHaveLength(16);
});

for (const [args, env, fault] of [
  [["--settings", "{"], {}, "--settings must be JSON, not {"],
  [["--snapshot", ""], {}, "--snapshot must be a file"],
  [["--snapshot", "--help"], {}, "--snapshot needs a value"],
  [["--port", ""], {}, "--port must be a port"],
  [[], { IVS_EMULATOR_NO_THROTTLE: "yes" }, "IVS_EMULATOR_NO_THROTTLE must be true or false, not yes"],
  [[], { IVS_EMULATOR_SPEED: "fast" }, "IVS_EMULATOR_SPEED must be a number"],
] as const)
  test(`${JSON.stringify(args)} with ${JSON.stringify(env)} is refused`, async () => {
    const { code, err } = run([...args], env);
    expect(await code).toBe(1);
    expect(err()).toContain(fault);
  });

test("a port in use is said in one line", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  const { code, err } = run(["--port", String(port)]);
  expect(await code).toBe(1);
  expect(err()).toBe(`emulator: port ${port} of 127.0.0.1 is in use; --port chooses another\n`);
});

test("--help lists every flag and ends with 0", async () => {
  const { code, out, err } = run(["--help", "--nonsense"]);
  expect(await code).toBe(0);
  expect(err()).toBe("");
  for (const flag of ["--port <number>", "--speed <factor>", "--no-throttle", "--snapshot <file>", "--help"])
    expect(out()).toContain(flag);
  expect(out()).toContain("IVS_EMULATOR_");
});

test("--help says what a snapshot does to the opening, and where settings are told", async () => {
  const { code, out } = run(["--help"]);
  await code;
  expect(out()).toMatch(/--snapshot .* without the scenario's opening.* opens if there are no stages/);
  expect(out()).toMatch(/--settings .*\/_emulator\/settings\/about/);
});

test("a snapshot is written at the end and gone on with at the next start", async () => {
  const file = join(temporaryFolder(), "account.json");
  const first = await running(["--snapshot", file, "--region=eu-west-1", "--seed=5"]);
  const { stage } = await first.client.send(new CreateStageCommand({ name: "kept" }));
  expect(existsSync(file)).toBe(false);
  expect(await first.stop()).toBe(0);

  const next = await running(["--snapshot", file]);
  expect(next.out()).toContain(file);
  const { stages } = await next.client.send(new ListStagesCommand({}));
  expect(stages).toMatchObject([{ arn: stage?.arn, name: "kept" }]);
  expect(await control(next.url)).toMatchObject({ region: "eu-west-1", seed: 5 });
  await next.client.send(new CreateStageCommand({ name: "more" }));
  await next.stop();
  expect(readFileSync(file, "utf8")).toContain("more");
  expect(existsSync(`${file}.new`)).toBe(false);
});

test("time that passed faster than the machine's is not lived again after a restart", async () => {
  const file = join(temporaryFolder(), "account.json");
  const first = await running(["--snapshot", file, "--speed", "1000"]);
  const { stage } = await first.client.send(new CreateStageCommand({}));
  first.clock.moveTo(3_600);
  await first.stop();

  const next = await running(["--snapshot", file]);
  const path = `${next.url}/_emulator/stages/${stage?.arn?.split("/")[1]}/participants`;
  const joined = await fetch(path, { method: "POST", body: "{}" });
  expect(await joined.json()).toMatchObject({
    participant: { firstJoinTime: new Date(startAt + 3_600_000).toISOString() },
  });
});

for (const [content, fault] of [
  ["{", "cannot be read as a snapshot"],
  ["[]", "cannot be read"],
  ["null", "cannot be read as a snapshot: it holds no object"],
  ["7", "cannot be read as a snapshot: it holds no object"],
  ['{"version":2}', "version 2"],
] as const)
  test(`a snapshot that is ${content} is refused and left alone`, async () => {
    const file = join(temporaryFolder(), "account.json");
    writeFileSync(file, content);
    const { code, err } = run(["--port", "0", "--snapshot", file]);
    expect(await code).toBe(1);
    expect(err()).toContain(fault);
    expect(readFileSync(file, "utf8")).toBe(content);
  });

test("a snapshot that could not be written at the end is refused at the start", async () => {
  const file = join(temporaryFolder(), "missing", "account.json");
  const { code, err, out } = run(["--port", "0", "--snapshot", file]);
  expect(await code).toBe(1);
  expect(err()).toContain(`${file} cannot be written: ENOENT`);
  expect(out()).toBe("");
});

test("a snapshot that can no longer be written ends the command with 1", async () => {
  const folder = join(temporaryFolder(), "passing");
  mkdirSync(folder);
  const { stop, err } = await running(["--snapshot", join(folder, "account.json")]);
  rmSync(folder, { recursive: true });
  expect(await stop()).toBe(1);
  expect(err()).toContain("cannot be written");
});

test("calls are logged at debug only, and nothing at all when silent", async () => {
  const loud = await running(["--log-level", "debug"]);
  await loud.client.send(new ListStagesCommand({}));
  expect(JSON.parse(loud.err().trim())).toMatchObject({ level: "debug", operation: "ListStages" });
  const quiet = await running([]);
  await quiet.client.send(new ListStagesCommand({}));
  expect(quiet.err()).toBe("");
});
