#!/usr/bin/env node
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";

import { startApp } from "./app.ts";
import { banner } from "./banner.ts";
import { type Clock, createSystemClock } from "./clock.ts";
import { emulatorEnvironment, readConfig, readSubgraphOptions } from "./config.ts";
import { servedGraphOf } from "./configured.ts";
import { runEmulatorCommand } from "./emulator/command.ts";
import { StartError } from "./errors.ts";
import { printGraph } from "./graph/index.ts";
import { iamPolicy } from "./iam-policy.ts";
import { createLog } from "./log.ts";
import { eventBridgeTemplate } from "./server/eventbridge-template.ts";

const usage = `Usage: ivs-realtime-graphql [command]

  serve              Serve the graph (the default). Settings come from the environment; the README lists them.
  print-schema       Print the SDL. --subgraph is for that which the composer of a company graph is given.
  print-iam          Print the least IAM policy that the gateway's role needs. --read-only is for one that only reads.
  print-eventbridge  Print the CloudFormation template (JSON) that makes Amazon EventBridge deliver the events of IVS to the
                     gateway's /eventbridge, for a feed that is faster than polling.
  emulator           Run the emulator of the API by itself; emulator --help lists its flags.

  --out <file>       Where a print- command writes instead of the standard output.
  --help, --version
`;

/** A signal may come twice, from a process group and from npm, a moment apart; the next one after that means now. */
const sameSignalMs = 1_000;

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  version: string;
};

try {
  await main(process.argv.slice(2));
} catch (error) {
  const faults = faultsOf(error);
  process.stderr.write(faults.map((fault) => `ivs-realtime-graphql: ${fault}\n`).join(""));
  process.exit(1);
}

async function main(args: string[]): Promise<void> {
  if (args[0] === "emulator") return runEmulator(args.slice(1));
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      help: { type: "boolean", short: "h" },
      version: { type: "boolean", short: "v" },
      out: { type: "string" },
      "read-only": { type: "boolean" },
      subgraph: { type: "boolean" },
    },
  });
  const [command = "serve", ...rest] = positionals;
  if (values.help) return void process.stdout.write(usage);
  if (values.version) return void process.stdout.write(`${version}\n`);
  if (rest.length > 0) throw new StartError([`Unexpected ${rest.join(" ")}.\n${usage}`]);
  // Who types it with another command means something by it.
  if (values["read-only"] && command !== "print-iam")
    throw new StartError([`--read-only is for print-iam; ${command} is told by IVS_GRAPHQL_READ_ONLY=true.`]);
  if (values.subgraph && command !== "print-schema")
    throw new StartError([`--subgraph is for print-schema; serve is a subgraph anyway.`]);
  if (command === "serve") return serve();
  if (command === "print-schema") {
    const { api, sdl } = servedGraphOf(readSubgraphOptions());
    return print(values.subgraph ? sdl : printGraph(api), values.out);
  }
  if (command === "print-iam")
    return print(
      `${JSON.stringify(iamPolicy({ readOnly: values["read-only"] ?? false }), null, 2)}\n`,
      values.out,
    );
  if (command === "print-eventbridge") return print(eventBridgeTemplate(), values.out);
  throw new StartError([`There is no command ${command}.\n${usage}`]);
}

function print(text: string, file: string | undefined): void {
  if (file === undefined) process.stdout.write(text);
  else
    try {
      writeFileSync(file, text);
    } catch (error) {
      throw new StartError([
        `Cannot write ${file}: ${error instanceof Error ? error.message : String(error)}`,
      ]);
    }
}

async function runEmulator(args: string[]): Promise<void> {
  process.exitCode = await runEmulatorCommand(args, emulatorEnvironment(), {
    clock: createSystemClock(),
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    onStop(stop) {
      process.on("SIGINT", stop).on("SIGTERM", stop).on("SIGHUP", stop);
      return () => process.off("SIGINT", stop).off("SIGTERM", stop).off("SIGHUP", stop);
    },
  });
}

async function serve(): Promise<void> {
  const config = readConfig();
  const log = createLog({ level: config.LOG_LEVEL });
  process.on("uncaughtException", (error, origin) => {
    const { name, message, stack } = error;
    log.fatal({ origin, error: { name, message, stack } }, "uncaught exception");
    process.exit(1);
  });
  const clock = createSystemClock();
  const stopped = createStopSignal(clock);
  const app = await startApp(config, { clock, log, version });
  process.stdout.write(banner(app, config, version));
  const signal = await stopped;
  log.info({ signal, ...app.activity() }, "shutting down");
  await app.close();
  process.exit(0);
}

/** Resolves with the first SIGTERM or SIGINT, which then no longer ends the process by itself. */
function createStopSignal(clock: Clock): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let firstAt: number | undefined;
    const onSignal = (signal: NodeJS.Signals) => {
      firstAt ??= clock.monotonic();
      if (clock.monotonic() - firstAt > sameSignalMs) process.exit(1);
      resolve(signal);
    };
    process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  });
}

function faultsOf(error: unknown): readonly string[] {
  if (error instanceof StartError) return error.faults;
  if (error instanceof Error && String(Reflect.get(error, "code")).startsWith("ERR_PARSE_ARGS"))
    return [`${error.message}\n${usage}`];
  throw error;
}
