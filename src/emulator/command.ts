import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";

import type { Clock } from "../clock.ts";
import { readFlags, usage, type CommandPlan } from "./command-flags.ts";
import { createScaledClock } from "./scaled-clock.ts";
import { createEmulator, type Emulator, type Snapshot } from "./server.ts";

/** What the command has of the process. */
export interface CommandIo {
  clock: Clock;
  out: (text: string) => void;
  err: (text: string) => void;
  /** Calls `stop` when the process is told to end (SIGTERM, SIGINT, or SIGHUP when its terminal goes away); the returned function takes that back. */
  onStop: (stop: () => void) => () => void;
}

type Line = Parameters<NonNullable<Parameters<typeof createEmulator>[0]["log"]>>[0];

/**
 * Runs the emulator by itself until the process is told to end. Resolves with the exit code: 1 when it cannot start,
 * with every reason on the error output, or when the snapshot cannot be written; otherwise 0.
 */
export async function runEmulatorCommand(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  io: CommandIo,
): Promise<number> {
  const { plan, faults } = readFlags(args, env);
  if (plan.help) {
    io.out(usage());
    return 0;
  }
  const snapshot = faults.length === 0 ? readSnapshot(plan.snapshotFile, faults) : undefined;
  if (faults.length === 0) requireWritable(plan.snapshotFile, faults);
  if (faults.length > 0) return refuse(io, faults);
  let emulator: Emulator;
  try {
    emulator = await createEmulator(optionsOf(plan, snapshot, io));
  } catch (error) {
    return refuse(io, [startFault(plan, error)]);
  }
  // Whoever reads the banner may end the process at once.
  const ended = stopped(io);
  io.out(banner(emulator, plan));
  await ended;
  const written = writeSnapshot(plan.snapshotFile, emulator, io);
  await emulator.close();
  return written ? 0 : 1;
}

/** Resolves when the process is told to end, or when the terminal goes away that it was started in. */
function stopped({ onStop }: CommandIo): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      forget();
      resolve();
    };
    const forget = onStop(stop);
  });
}

function optionsOf(plan: CommandPlan, snapshot: Snapshot | undefined, io: CommandIo) {
  const { port, host, region, account, scenario, seed, speed, settings } = plan;
  return {
    clock: speed === 1 ? io.clock : createScaledClock(io.clock, speed),
    networkClock: io.clock,
    port,
    settings,
    log: logTo(io, plan.logLevel),
    ...(host !== undefined && { host }),
    ...(region !== undefined && { region }),
    ...(account !== undefined && { account }),
    ...(scenario !== undefined && { scenario }),
    ...(seed !== undefined && { seed }),
    ...(snapshot && { snapshot }),
  };
}

function banner(
  { url, region, account }: Emulator,
  { scenario = "quiet", speed, snapshotFile }: CommandPlan,
): string {
  const rows: [string, string][] = [
    ["JavaScript", `AWS_ENDPOINT_URL_IVS_REALTIME=${url} AWS_REGION=${region} ${credentials} node app.js`],
    ["AWS CLI", `${credentials} aws ivs-realtime list-stages --endpoint-url ${url} --region ${region}`],
    [
      "boto3",
      `boto3.client("ivs-realtime", endpoint_url="${url}", region_name="${region}", aws_access_key_id="x", aws_secret_access_key="x")`,
    ],
    ["control", `curl ${url}/_emulator`],
  ];
  const pace = speed === 1 ? "" : `, time ${speed} times as fast`;
  const memory = snapshotFile === undefined ? "" : `, kept in ${snapshotFile}`;
  return [
    `Amazon IVS RealTime emulator at ${url}`,
    `  Region ${region}, account ${account}, scenario ${scenario}${pace}${memory}; nothing leaves this machine`,
    ...rows.map(([label, text]) => `  ${label.padEnd(10)}  ${text}`),
    "",
  ].join("\n");
}

const credentials = "AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x";

function readSnapshot(file: string | undefined, faults: string[]): Snapshot | undefined {
  if (file === undefined || !existsSync(file)) return undefined;
  try {
    const found: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (typeof found !== "object" || found === null) throw new TypeError("it holds no object");
    return found as Snapshot;
  } catch (error) {
    faults.push(`${file} cannot be read as a snapshot: ${messageOf(error)}`);
    return undefined;
  }
}

/** Tries it at once: at the end it would be too late to say that nothing can be kept. */
function requireWritable(file: string | undefined, faults: string[]): void {
  if (file === undefined) return;
  try {
    writeFileSync(`${file}.new`, "");
    rmSync(`${file}.new`);
  } catch (error) {
    faults.push(`${file} cannot be written: ${messageOf(error)}`);
  }
}

/** Writes beside the file first, so that a crash leaves the old one whole. */
function writeSnapshot(file: string | undefined, emulator: Emulator, io: CommandIo): boolean {
  if (file === undefined) return true;
  try {
    writeFileSync(`${file}.new`, `${JSON.stringify(emulator.snapshot())}\n`);
    renameSync(`${file}.new`, file);
    return true;
  } catch (error) {
    refuse(io, [`${file} cannot be written: ${messageOf(error)}`]);
    return false;
  }
}

function logTo(io: CommandIo, level: CommandPlan["logLevel"]): (line: Line) => void {
  const loudness = ["silent", "error", "info", "debug"];
  return (line) => {
    if (loudness.indexOf(line.level) > loudness.indexOf(level)) return;
    io.err(
      `${JSON.stringify(line, (_, value: unknown) => (value instanceof Error ? value.stack : value))}\n`,
    );
  };
}

function startFault({ port, host = "127.0.0.1" }: CommandPlan, error: unknown): string {
  const code = error instanceof Error ? Reflect.get(error, "code") : undefined;
  if (code === "EADDRINUSE") return `port ${port} of ${host} is in use; --port chooses another`;
  if (code === "EACCES") return `port ${port} of ${host} is not allowed; --port chooses another`;
  return messageOf(error);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function refuse(io: CommandIo, faults: readonly string[]): 1 {
  io.err(faults.map((fault) => `emulator: ${fault}\n`).join(""));
  return 1;
}
