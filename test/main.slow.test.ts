import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { describe, expect, it, onTestFinished } from "vitest";

import { createSystemClock } from "../src/clock.ts";
import { createEmulator, type Emulator, type EmulatorOptions } from "../src/emulator/server.ts";
import { iamPolicy } from "../src/iam-policy.ts";
import {
  closedPort,
  type Environment,
  runProgram,
  serve,
  served,
  type Service,
  takenPort,
} from "./support/process.ts";

const fileOf = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
const { version } = JSON.parse(fileOf("package.json")) as { version: string };
const hasIpv6 = Object.values(networkInterfaces()).some((each) =>
  each?.some(({ address }) => address === "::1"),
);

/** Enough for the SDK to sign a call, and no more. */
const credentials = { AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "not-to-be-shown" };
/** Keeps the SDK's search for credentials on this machine. */
const noMetadata = { AWS_EC2_METADATA_DISABLED: "true" };

async function query(url: string, document = "{ stages(first: 3) { nodes { arn } } }") {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: document }),
  });
  const body = (await response.json()) as {
    data: { stages: { nodes: { arn: string }[] } };
    errors?: unknown;
  };
  return { status: response.status, ...body };
}

/** An emulator in this process that stands for AWS, with one stage. */
async function startAws(
  options: Partial<EmulatorOptions> = {},
): Promise<{ aws: Emulator; env: Environment }> {
  const aws = await createEmulator({ clock: createSystemClock(), account: "210987654321", ...options });
  onTestFinished(() => aws.close());
  return { aws, env: { ...credentials, AWS_REGION: aws.region, AWS_ENDPOINT_URL_IVS_REALTIME: aws.url } };
}

/** The sentences that a start which must fail says, once its other manners were checked. */
async function faultsOf(env: Environment): Promise<string[]> {
  const program = runProgram({ env });
  const { code } = await program.exit;
  const { stdout, stderr } = program.output;
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).not.toMatch(/^ +at /m);
  return [...stderr.matchAll(/^ivs-realtime-graphql: (.*)$/gm)].map(([, fault = ""]) => fault);
}

describe("the banner", () => {
  it("says version, backend, graph, health and access, and nothing else on standard output", async () => {
    const service = await serve();
    service.signal("SIGTERM");
    await service.exit;

    expect(service.output.stdout.startsWith(`ivs-realtime-graphql ${version}\n`)).toBe(true);
    expect([...service.banner.keys()]).toEqual(["backend", "page", "graph", "health", "access"]);
    const backend = service.banner.get("backend");
    expect(backend).toContain(`emulator at ${service.emulatorUrl} `);
    expect(backend).toContain("Region us-west-2");
    expect(backend).toContain("account 123456789012");
    expect(backend).toContain("scenario show");
    expect(service.banner.get("graph")).toContain(`${service.url}/graphql`);
    expect(service.banner.get("access")).toContain("no authentication");
    expect(service.output.stdout.trimEnd().split("\n")).toHaveLength(1 + service.banner.size);
  });

  it("names the scenario and the emulator's port that were set", async () => {
    const port = await closedPort();
    const { banner, emulatorUrl } = await serve({
      IVS_GRAPHQL_EMULATOR_SCENARIO: "quiet",
      IVS_GRAPHQL_EMULATOR_PORT: String(port),
    });
    expect(emulatorUrl).toBe(`http://127.0.0.1:${port}`);
    expect(banner.get("backend")).toContain("scenario quiet");
  });

  it("tells of no page under a prefix, where there is none", async () => {
    const { banner } = await serve({ IVS_GRAPHQL_PREFIX: "Live" });
    expect([...banner.keys()]).toEqual(["backend", "graph", "health", "access"]);
  });

  it("warns where HOST lets other machines connect", async () => {
    const { banner } = await serve({ HOST: "0.0.0.0" });
    expect(banner.get("access")).toContain("listens on 0.0.0.0");
  });

  it("offers one line that uses the AWS settings it sees, shows no value of theirs, and that line works", async () => {
    const { aws, env } = await startAws();
    aws.stages.create({ name: "real" });
    const { AWS_REGION: _, ...withoutRegion } = env;
    const service = await serve(withoutRegion);

    const row = service.banner.get("aws") ?? "";
    expect(row).toContain("AWS_ACCESS_KEY_ID, AWS_ENDPOINT_URL_IVS_REALTIME seen");
    expect(service.output.stdout.match(/npm start/g)).toHaveLength(1);
    expect(service.output.stdout).not.toMatch(/AKIDEXAMPLE|not-to-be-shown/);

    const [, assignments = ""] = /To use: (.*) npm start$/.exec(row) ?? [];
    const line = Object.fromEntries(assignments.split(" ").map((each) => each.split("="))) as Environment;
    const { banner } = await serve({ ...withoutRegion, ...line });
    expect(banner.get("backend")).toContain("AWS, Region us-west-2");
    expect(banner.has("aws")).toBe(false);
  });
});

describe("settings", () => {
  it("PORT decides where the graph is", async () => {
    const port = await closedPort();
    const { url } = await serve({ PORT: String(port) });
    expect(url).toBe(`http://localhost:${port}`);
    expect((await query(url)).data.stages.nodes).toHaveLength(3);
  });

  it("HOST decides which address listens", async (ctx) => {
    ctx.skip(!hasIpv6, "This machine has no IPv6 loopback address.");
    const { url } = await serve({ HOST: "::1" });
    const { port } = new URL(url);
    expect(await query(`http://[::1]:${port}`)).toMatchObject({ status: 200 });
    await expect(query(`http://127.0.0.1:${port}`)).rejects.toThrow("fetch failed");
  });

  it("LOG_LEVEL info logs calls and requests as JSON lines on standard error", async () => {
    const service = await serve();
    await query(service.url);
    await service.waitFor(/"message":"request"/);
    const messages = logLines(service).map((line) => (JSON.parse(line) as { message: string }).message);
    expect(messages).toEqual([
      "cursors of subscriptions end with this process: IVS_GRAPHQL_CURSOR_SECRET is not set",
      "upstream call",
      "upstream call",
      "request",
    ]);
  });

  it("LOG_LEVEL silent logs nothing, a shutdown included", async () => {
    const service = await serve({ LOG_LEVEL: "silent" });
    await query(service.url);
    service.signal("SIGTERM");
    expect(await service.exit).toEqual({ code: 0, signal: null });
    expect(logLines(service)).toEqual([]);
  });

  it("AWS's own settings change nothing while the emulator is the backend", async () => {
    const { url, banner } = await serve({
      ...credentials,
      AWS_PROFILE: "nonexistent",
      AWS_REGION: "eu-west-1",
      AWS_USE_FIPS_ENDPOINT: "true",
      AWS_USE_DUALSTACK_ENDPOINT: "true",
      AWS_ENDPOINT_URL_IVS_REALTIME: `http://127.0.0.1:${await closedPort()}`,
      AWS_ENDPOINT_URL: `http://127.0.0.1:${await closedPort()}`,
    });
    expect(banner.get("backend")).toContain("Region us-west-2, account 123456789012");
    const { data, errors } = await query(url);
    expect(errors).toBeUndefined();
    expect(data.stages.nodes).toHaveLength(3);
    for (const { arn } of data.stages.nodes)
      expect(arn).toMatch(/^arn:aws:ivs:us-west-2:123456789012:stage\//);
  });
});

describe("the aws backend", () => {
  it("serves what AWS has, and says Region and the account of the first ARN", async () => {
    const { aws, env } = await startAws({ region: "eu-west-1" });
    const { arn } = aws.stages.create({ name: "real" });
    const { url, banner, emulatorUrl } = await serve({ IVS_GRAPHQL_BACKEND: "aws", ...env });

    expect(banner.get("backend")).toBe("AWS, Region eu-west-1, account 210987654321");
    expect(emulatorUrl).toBe("");
    expect(await query(url)).toMatchObject({ status: 200, data: { stages: { nodes: [{ arn }] } } });
    expect(aws.calls).toEqual({ ListStages: 2 });
  });

  it("starts in an account without stages, whose number it cannot know yet", async () => {
    const { env } = await startAws();
    const { banner } = await serve({ IVS_GRAPHQL_BACKEND: "aws", NODE_ENV: "production", ...env });
    expect(banner.get("backend")).toBe("AWS, Region us-west-2, account not yet known");
  });
});

describe("a start that fails", () => {
  it("names PORT when the port is taken", async () => {
    const { port, close } = await takenPort();
    onTestFinished(close);
    const faults = await faultsOf({ PORT: String(port) });
    expect(faults).toEqual([expect.stringMatching(new RegExp(`^Port ${port} .*taken.*\\bPORT\\b`))]);
  });

  it("names the emulator's port when that one is taken", async () => {
    const { port, close } = await takenPort();
    onTestFinished(close);
    const faults = await faultsOf({ PORT: "0", IVS_GRAPHQL_EMULATOR_PORT: String(port) });
    expect(faults).toEqual([expect.stringMatching(`${port}.*taken.*IVS_GRAPHQL_EMULATOR_PORT`)]);
  });

  it("names HOST when this machine has no such address", async () => {
    const faults = await faultsOf({ PORT: "0", HOST: "192.0.2.1" });
    expect(faults).toEqual([expect.stringMatching(/HOST.*192\.0\.2\.1/)]);
  });

  it("names every bad setting at once", async () => {
    const faults = await faultsOf({
      PORT: "http",
      LOG_LEVEL: "loud",
      IVS_GRAPHQL_BACKEND: "azure",
      IVS_GRAPHQL_EMULATOR_SEED: "-1",
      IVS_GRAPHQL_SCENARIO: "show",
    });
    const expected = [
      /^IVS_GRAPHQL_SCENARIO is not a setting/,
      /^PORT .*0 to 65535.*"http"/,
      /^LOG_LEVEL .*silent.*"loud"/,
      /^IVS_GRAPHQL_BACKEND .*aws.*"azure"/,
      /^IVS_GRAPHQL_EMULATOR_SEED .*"-1"/,
    ];
    expect(faults).toEqual(expected.map((pattern) => expect.stringMatching(pattern)));
  });

  it("wants the backend to be chosen in production", async () => {
    const faults = await faultsOf({ PORT: "0", NODE_ENV: "production" });
    expect(faults).toEqual([expect.stringMatching(/IVS_GRAPHQL_BACKEND.*production/)]);
  });

  it("says that AWS cannot be reached", async () => {
    const port = await closedPort();
    const faults = await faultsOf(unreachable(port));
    expect(faults).toEqual([expect.stringMatching(`AWS cannot be used: .*ECONNREFUSED.*${port}`)]);
  });

  it("asks for a Region where none is set", async () => {
    const faults = await faultsOf({
      PORT: "0",
      IVS_GRAPHQL_BACKEND: "aws",
      ...credentials,
      ...noMetadata,
    });
    expect(faults).toEqual([expect.stringMatching(/Region is missing.*AWS_REGION/)]);
  });

  it("says that there are no credentials", async () => {
    const faults = await faultsOf({
      PORT: "0",
      IVS_GRAPHQL_BACKEND: "aws",
      AWS_REGION: "us-west-2",
      ...noMetadata,
    });
    expect(faults).toEqual([expect.stringMatching(/AWS cannot be used: .*credentials/)]);
  });

  it("tells the operator what AWS says of the credentials", async () => {
    const { aws, env } = await startAws();
    const says = "The security token included in the request is invalid.";
    aws.inject({ kind: "error", type: "UnrecognizedClientException", status: 403, message: says });
    const faults = await faultsOf({ PORT: "0", IVS_GRAPHQL_BACKEND: "aws", ...env });
    expect(faults).toEqual([`AWS cannot be used: UnrecognizedClientException: ${says}`]);
  });

  it("names a taken port and an unreachable AWS in one go", async () => {
    const { port, close } = await takenPort();
    onTestFinished(close);
    const faults = await faultsOf({ ...unreachable(await closedPort()), PORT: String(port) });
    expect(faults).toEqual([
      expect.stringMatching(`^Port ${port} .*taken`),
      expect.stringMatching(/^AWS cannot be used/),
    ]);
  });
});

describe("shutdown", () => {
  it("reaches the program behind npm start, which leaves nothing behind", async () => {
    const service = await served(runProgram({ env: { PORT: "0" }, entry: "npm" }));
    service.signal("SIGTERM");
    await service.exit;
    await expect(fetch(`${service.url}/live`)).rejects.toThrow("fetch failed");
    await expect(fetch(`${service.emulatorUrl}/_emulator`)).rejects.toThrow("fetch failed");
  });

  it("takes a signal that comes twice, as a process group sends it, for one", async () => {
    const service = await serve();
    await slowDown(service, 1_000);
    const answer = query(service.url);
    await slowed(service);
    service.signal("SIGTERM");
    service.signal("SIGTERM");
    service.signal("SIGINT");
    expect((await answer).errors).toBeUndefined();
    expect(await service.exit).toEqual({ code: 0, signal: null });
  });

  it.each(["SIGTERM", "SIGINT"] as const)(
    "answers in full what was asked before %s, refuses what comes after and exits with 0",
    async (signal) => {
      const service = await serve();
      await slowDown(service, 1_500);
      let answered = false;
      const answer = query(service.url).finally(() => {
        answered = true;
      });
      await slowed(service);

      service.signal(signal);
      await service.waitFor(/"message":"shutting down"/);
      await refused(service.url);
      expect(answered).toBe(false);

      const { status, data, errors } = await answer;
      expect({ status, errors }).toEqual({ status: 200, errors: undefined });
      expect(data.stages.nodes).toHaveLength(3);
      expect(await service.exit).toEqual({ code: 0, signal: null });
      expect(service.output.stderr).toMatch(
        /"requests":1,"upstreamCalls":1,"waitingCalls":0,"message":"shutting down"/,
      );
    },
  );

  it("cuts what is not answered within IVS_GRAPHQL_SHUTDOWN_MS", async () => {
    const service = await serve({ IVS_GRAPHQL_SHUTDOWN_MS: "100" });
    await slowDown(service, 50_000);
    const answer = query(service.url).catch(({ message }: Error) => message);
    await slowed(service);
    service.signal("SIGTERM");
    expect(await answer).toBe("fetch failed");
    expect(await service.exit).toEqual({ code: 0, signal: null });
  });

  it("ends at once with 1 at another signal more than a second later", async () => {
    const service = await serve({ IVS_GRAPHQL_SHUTDOWN_MS: "600000" });
    await slowDown(service, 50_000);
    const answer = query(service.url).catch(({ message }: Error) => message);
    await slowed(service);
    service.signal("SIGTERM");
    await service.waitFor(/"message":"shutting down"/);
    await slowDown(service, 1_200);
    await fetch(`${service.emulatorUrl}/ListStages`, {
      method: "POST",
      headers: {
        authorization: "AWS4-HMAC-SHA256 Credential=x/20260701/us-west-2/ivs/aws4_request, Signature=0",
      },
      body: "{}",
    });
    service.signal("SIGINT");
    expect(await answer).toBe("fetch failed");
    expect(await service.exit).toEqual({ code: 1, signal: null });
  });

  it("does not wait for connections that are kept alive without a request", async () => {
    const service = await serve({ IVS_GRAPHQL_SHUTDOWN_MS: "600000" });
    const sockets = await Promise.all([1, 2, 3].map(() => openSocket(service)));
    for (const socket of sockets) {
      socket.write("GET /live HTTP/1.1\r\nhost: localhost\r\n\r\n");
      await textEndingWith(socket, '{"live":true}');
    }
    service.signal("SIGTERM");
    expect(await service.exit).toEqual({ code: 0, signal: null });
  });

  it("does not wait for connections on which nothing was ever asked, as browsers open them", async () => {
    const service = await serve({ IVS_GRAPHQL_SHUTDOWN_MS: "600000" });
    await openSocket(service);
    expect((await fetch(`${service.url}/live`)).status).toBe(200);
    service.signal("SIGTERM");
    expect(await service.exit).toEqual({ code: 0, signal: null });
  }, 10_000);
});

describe("commands", () => {
  it("--help prints how to use it", async () => {
    const { code, stdout, stderr } = await finished(["--help"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const word of [
      "Usage: ivs-realtime-graphql",
      "serve",
      "print-schema",
      "print-eventbridge",
      "--out",
      "--version",
    ])
      expect(stdout).toContain(word);
  });

  it("--version prints the package's version and nothing else", async () => {
    expect(await finished(["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });

  it("print-iam prints the least policy, and that of a gateway that only reads", async () => {
    for (const [args, readOnly] of [
      [["print-iam"], false],
      [["print-iam", "--read-only"], true],
    ] as const)
      expect(await finished([...args])).toEqual({
        code: 0,
        stdout: `${JSON.stringify(iamPolicy({ readOnly }), null, 2)}\n`,
        stderr: "",
      });
    const { code, stderr } = await finished(["serve", "--read-only"]);
    expect([code, stderr]).toEqual([1, expect.stringContaining("IVS_GRAPHQL_READ_ONLY=true")]);
  });

  it("print-schema prints the published schema", async () => {
    expect(await finished(["print-schema"])).toEqual({
      code: 0,
      stdout: fileOf("schema/schema.graphql"),
      stderr: "",
    });
  });

  it("print-eventbridge prints a CloudFormation template", async () => {
    const { code, stdout, stderr } = await finished(["print-eventbridge"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({ AWSTemplateFormatVersion: "2010-09-09" });
  });

  it("print-schema --subgraph prints what a composer is given, under the settings", async () => {
    const published = { code: 0, stdout: fileOf("schema/subgraph.graphql"), stderr: "" };
    expect(await finished(["print-schema", "--subgraph"])).toEqual(published);
    const production = { NODE_ENV: "production", IVS_GRAPHQL_PREFIX: "Live" };
    const { code, stdout } = await finished(["print-schema", "--subgraph"], production);
    expect(code).toBe(0);
    expect(stdout).toContain('type LiveStage implements LiveTaggable & Node @key(fields: "arn")');
    expect((await finished(["print-schema"], production)).stdout).toContain("liveStage(");
  });

  it.each(["print-schema", "print-schema --subgraph"])(
    "%s names the fault of settings that make no graph",
    async (command) => {
      expect(await finished(command.split(" "), { IVS_GRAPHQL_USER_ENTITY: "Stage.arn" })).toEqual({
        code: 1,
        stdout: "",
        stderr: expect.stringMatching(
          /^ivs-realtime-graphql: IVS_GRAPHQL_PREFIX and IVS_GRAPHQL_USER_ENTITY make no graph: .*"Stage"\.\n$/,
        ),
      });
    },
  );

  it("print-schema --out writes it to a file", async () => {
    const folder = mkdtempSync(join(tmpdir(), "ivs-realtime-graphql-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, "schema.graphql");
    expect(await finished(["print-schema", "--out", file])).toMatchObject({ code: 0, stdout: "" });
    expect(readFileSync(file, "utf8")).toBe(fileOf("schema/schema.graphql"));
  });

  it.each([
    [["dance"], "There is no command dance"],
    [["serve", "now"], "Unexpected now"],
    [["--port", "80"], "--port"],
  ])("%j is refused with the usage and code 1", async (args, text) => {
    const { code, stdout, stderr } = await finished(args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(text);
    expect(stderr).toContain("Usage: ivs-realtime-graphql");
    expect(stderr).not.toMatch(/^ +at /m);
  });
});

it("npm run build makes the same program", async () => {
  await promisify(execFile)("npm", ["run", "--silent", "build"], { cwd: new URL("..", import.meta.url) });
  const service = await served(runProgram({ entry: "built", env: { PORT: "0" } }));
  expect((await query(service.url)).data.stages.nodes).toHaveLength(3);
  const page = await fetch(`${service.url}/graphql`, { headers: { accept: "text/html" } });
  expect(page.headers.get("content-type")).toContain("text/html");
  service.signal("SIGTERM");
  expect(await service.exit).toEqual({ code: 0, signal: null });
});

function unreachable(port: number): Environment {
  return {
    PORT: "0",
    IVS_GRAPHQL_BACKEND: "aws",
    AWS_REGION: "us-west-2",
    AWS_ENDPOINT_URL_IVS_REALTIME: `http://127.0.0.1:${port}`,
    ...credentials,
  };
}

/** The SDK and Node may write warnings to standard error too; those are no log lines. */
function logLines({ output }: Service): string[] {
  return output.stderr.split("\n").filter((line) => line.startsWith("{"));
}

async function finished(
  args: string[],
  env: Record<string, string> = {},
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const program = runProgram({ args, env });
  const { code } = await program.exit;
  return { code, ...program.output };
}

/** Makes the next page of stages take `ms` of the emulator. */
async function slowDown({ emulatorUrl }: Service, ms: number): Promise<void> {
  const fault = { operation: "ListStages", kind: "latency", ms };
  const response = await fetch(`${emulatorUrl}/_emulator/faults`, {
    method: "POST",
    body: JSON.stringify(fault),
  });
  expect(response.status).toBe(201);
}

/** Resolves once the call that was slowed down has reached the emulator. */
async function slowed({ emulatorUrl }: Service): Promise<void> {
  let pendingFaults = 1;
  while (pendingFaults > 0)
    ({ pendingFaults } = (await (await fetch(`${emulatorUrl}/_emulator`)).json()) as {
      pendingFaults: number;
    });
}

/** Resolves once a new connection to `url` is refused. */
async function refused(url: string): Promise<void> {
  const port = Number(new URL(url).port);
  const refusedOnce = () =>
    new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => {
        socket.destroy();
        resolve(false);
      });
      socket.once("error", () => resolve(true));
    });
  while (!(await refusedOnce()));
}

function openSocket({ url }: Service): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1", () => resolve(socket));
    socket.once("error", reject);
    onTestFinished(() => void socket.destroy());
  });
}

function textEndingWith(socket: Socket, end: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (text.endsWith(end)) resolve(text);
    });
    socket.once("error", reject);
  });
}
