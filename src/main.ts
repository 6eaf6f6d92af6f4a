#!/usr/bin/env node
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";

import { startApp } from "./app.ts";
import { banner } from "./banner.ts";
import { createSystemClock } from "./clock.ts";
import { emulatorEnvironment, readConfig } from "./config.ts";
import { runEmulatorCommand } from "./emulator/command.ts";
import { StartError } from "./errors.ts";
import { printGraph } from "./graph/index.ts";
import { createLog } from "./log.ts";

const usage = `Usage: ivs-realtime-graphql [command]

  serve          Serve the graph (the default). Settings come from the environment; the README lists them.
  print-schema   Print the SDL. --out <file> writes it there instead.
  emulator       Run the emulator of the API by itself; emulator --help lists its flags.

  --help, --version
`;

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
    },
  });
  const [command = "serve", ...rest] = positionals;
  if (values.help) return void process.stdout.write(usage);
  if (values.version) return void process.stdout.write(`${version}\n`);
  if (rest.length > 0) throw new StartError([`Unexpected ${rest.join(" ")}.\n${usage}`]);
  if (command === "serve") return serve();
  if (command === "print-schema") return printSchema(values.out);
  throw new StartError([`There is no command ${command}.\n${usage}`]);
}

function printSchema(file: string | undefined): void {
  if (file === undefined) process.stdout.write(printGraph());
  else writeFileSync(file, printGraph());
}

async function runEmulator(args: string[]): Promise<void> {
  process.exitCode = await runEmulatorCommand(args, emulatorEnvironment(), {
    clock: createSystemClock(),
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    onStop(stop) {
      process.once("SIGINT", stop).once("SIGTERM", stop);
      return () => process.off("SIGINT", stop).off("SIGTERM", stop);
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
  const app = await startApp(config, { clock: createSystemClock(), log });
  process.stdout.write(banner(app, config, version));

  const stop = (signal: NodeJS.Signals) => {
    log.info({ signal, ...app.activity() }, "shutting down");
    // A second signal means now.
    process.once("SIGINT", () => process.exit(1)).once("SIGTERM", () => process.exit(1));
    void app.close().then(() => process.exit(0));
  };
  process.once("SIGINT", stop).once("SIGTERM", stop);
}

function faultsOf(error: unknown): readonly string[] {
  if (error instanceof StartError) return error.faults;
  if (error instanceof Error && String(Reflect.get(error, "code")).startsWith("ERR_PARSE_ARGS"))
    return [`${error.message}\n${usage}`];
  throw error;
}
