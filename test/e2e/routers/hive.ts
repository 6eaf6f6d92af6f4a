import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import type { RunningRouter } from "./router.ts";

const { resolve: locate } = createRequire(import.meta.url);
const cli = join(dirname(locate("@graphql-hive/gateway")), "bin.js");
const fileAt = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const startsWithinMs = 60_000;
/** It waits for its clients to leave, which subscribers do not. */
const streamsEndWithinMs = 1_000;

export interface HiveOptions {
  readonly port: number;
  readonly subgraphSecret?: string;
  /** Who plans: the planner of Hive Router, or the older one, which asks more often where types have several keys. */
  readonly planner?: "router" | "stitching";
  /** How it follows subscriptions of the gateway; over SSE unless told otherwise. */
  readonly follows?: "sse" | "websocket";
  /** Serves GraphiQL, open at these operations. */
  readonly openAt?: readonly string[];
}

const configs = { sse: "./hive.config.ts", websocket: "./hive-websocket.config.ts" };

/** Runs Hive Gateway over this supergraph, in a process of its own, on a loopback port, as its command line does. */
export async function startHive(
  supergraph: string,
  { port, subgraphSecret, planner = "router", follows = "sse", openAt }: HiveOptions,
): Promise<RunningRouter> {
  const folder = mkdtempSync(join(tmpdir(), "hive-gateway-"));
  const file = join(folder, "supergraph.graphql");
  writeFileSync(file, supergraph);
  const config = fileAt(openAt === undefined ? configs[follows] : "./hive-graphiql.config.ts");
  const args = ["supergraph", file, "--host", "127.0.0.1", "--port", String(port), "--config-path", config];
  if (planner === "router") args.push("--hive-router-runtime");
  const child = spawn(process.execPath, [cli, ...args], {
    cwd: fileAt("../"),
    env: {
      PATH: process.env["PATH"],
      HOME: folder,
      ...(subgraphSecret !== undefined && { IVS_GRAPHQL_SUBGRAPH_SECRET: subgraphSecret }),
      ...(openAt !== undefined && { OPEN_AT: JSON.stringify(openAt) }),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => said.push(text));
  const killNow = () => void child.kill("SIGKILL");
  const dropNow = () => {
    killNow();
    rmSync(folder, { recursive: true, force: true });
  };
  process.once("exit", dropNow);
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  let isEnded = false;
  void ended.then(() => (isEnded = true));

  async function close(): Promise<void> {
    child.kill("SIGTERM");
    const kill = setTimeout(killNow, streamsEndWithinMs);
    await ended;
    clearTimeout(kill);
    process.off("exit", dropNow);
    rmSync(folder, { recursive: true, force: true });
  }

  const origin = `http://127.0.0.1:${port}`;
  for (const until = Date.now() + startsWithinMs; ; await sleep(100)) {
    const isReady = await fetch(`${origin}/readiness`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return { url: `${origin}/graphql`, said, close };
    if (!isEnded && Date.now() < until) continue;
    await close();
    throw new Error(`Hive Gateway does not start:\n${said.join("")}`);
  }
}
