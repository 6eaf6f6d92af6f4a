import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { onTestFinished } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const entries = {
  source: [process.execPath, "--import", "tsx", "src/main.ts"],
  built: [process.execPath, "dist/main.js"],
  npm: ["npm", "start", "--"],
};

export type Environment = Readonly<Record<string, string>>;

/** The program in a process of its own. */
export interface Program {
  /** Everything written so far. */
  readonly output: { readonly stdout: string; readonly stderr: string };
  /** Settles when the process has ended and all its output was read. */
  readonly exit: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** The first match in what was or will be written to either output. Rejects when the program ends without one. */
  waitFor(pattern: RegExp): Promise<RegExpExecArray>;
  signal(name: "SIGINT" | "SIGTERM"): void;
  /** Kills the process if it still runs, and waits for its end. */
  kill(): Promise<void>;
}

export interface Launch {
  args?: readonly string[];
  env?: Environment;
  /** `built` runs what `npm run build` left in dist; `npm` is what the README tells users to type. */
  entry?: keyof typeof entries;
}

/**
 * Starts the program in an environment that holds nothing but `PATH`, an empty `HOME` and `env`: no settings and no AWS
 * profile of whoever runs the tests. The caller kills it.
 */
export function launch({ args = [], env = {}, entry = "source" }: Launch = {}): Program {
  const home = mkdtempSync(join(tmpdir(), "ivs-realtime-graphql-"));
  const [command = "", ...first] = entries[entry];
  const child = spawn(command, [...first, ...args], {
    cwd: root,
    env: { PATH: process.env["PATH"], HOME: home, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const killNow = () => child.kill("SIGKILL");
  process.once("exit", killNow);

  const output = { stdout: "", stderr: "" };
  const waiting = new Set<{ look(): void; give(error: Error): void }>();
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (text: string) => {
      output[name] += text;
      for (const { look } of waiting) look();
    });

  let ended = false;
  const exit: Program["exit"] = new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      ended = true;
      process.off("exit", killNow);
      rmSync(home, { recursive: true, force: true });
      for (const { give } of waiting) give(new Error(`The program ended (${code ?? signal}).`));
      resolve({ code, signal });
    });
  });

  return {
    output,
    exit,
    waitFor(pattern) {
      return new Promise((resolve, reject) => {
        const give = ({ message }: Error) => {
          waiting.delete(waiter);
          reject(new Error(`${message} No ${pattern} in:\n${output.stdout}\n${output.stderr}`));
        };
        const look = () => {
          const found = pattern.exec(output.stdout) ?? pattern.exec(output.stderr);
          if (!found) return;
          waiting.delete(waiter);
          resolve(found);
        };
        const waiter = { look, give };
        waiting.add(waiter);
        look();
        if (ended) give(new Error("The program has ended."));
      });
    },
    signal: (name) => void child.kill(name),
    async kill() {
      killNow();
      await exit;
    },
  };
}

/** `launch` for one test, killed when the test is over. */
export function runProgram(options?: Launch): Program {
  const program = launch(options);
  onTestFinished(() => program.kill());
  return program;
}

/** A program that serves, with what its banner says. */
export interface Service extends Program {
  /** Where the graph's server listens, without a path. */
  readonly url: string;
  /** Where the embedded emulator listens; empty with any other backend. */
  readonly emulatorUrl: string;
  /** The rows of the banner by their label. */
  readonly banner: ReadonlyMap<string, string>;
}

/** Waits for the banner of a program that serves. */
export async function served(program: Program): Promise<Service> {
  await program.waitFor(/^ {2}access .*\n/m);
  const rows = [...program.output.stdout.matchAll(/^ {2}(\w+) +(.*)$/gm)];
  const banner = new Map(rows.map(([, label = "", text = ""]) => [label, text]));
  const address = (label: string) => /http:\/\/[^\s/]+/.exec(banner.get(label) ?? "")?.[0] ?? "";
  return { ...program, banner, url: address("graph"), emulatorUrl: address("backend") };
}

/** Starts the program on any free port for one test and resolves when it serves. */
export function serve(env: Environment = {}): Promise<Service> {
  return served(runProgram({ env: { PORT: "0", ...env } }));
}

/** A loopback port that was free a moment ago. */
export async function closedPort(): Promise<number> {
  const { port, close } = await takenPort();
  await close();
  return port;
}

/** A loopback port on which somebody else listens until `close`. */
export function takenPort(): Promise<{ port: number; close: () => Promise<void> }> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (typeof address !== "object" || !address) return reject(new Error("The port is not known."));
      const close = () => new Promise<void>((closed) => server.close(() => closed()));
      return resolve({ port: address.port, close });
    });
  });
}
