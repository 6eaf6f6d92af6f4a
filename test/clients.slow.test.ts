import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { describe, expect, it, onTestFinished, vi } from "vitest";

import { type Line, openLine } from "./support/line.ts";
import { createRemoteStage } from "./support/remote-stage.ts";
import { serve } from "./support/process.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
const within = { timeout: 30_000, interval: 100 };

/** The programs that the README shows, by their names. */
function programs(): Map<string, string> {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const blocks = readme.matchAll(/```js\n\/\/ ([\w-]+\.mjs)\n(.*?)```/gs);
  return new Map([...blocks].map(([, name = "", text = ""]) => [name, text]));
}

/** Runs a program of the README as it is written, but for where the gateway is. Returns the lines that it has written so far. */
function run(name: string, line: Line, arn: string): () => string[] {
  const folder = mkdtempSync(join(tmpdir(), "readme-"));
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  for (const [file, text] of programs())
    writeFileSync(join(folder, file), text.replaceAll("localhost:4000", new URL(line.url).host));
  const child = spawn(process.execPath, [join(folder, name), arn], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  onTestFinished(async () => {
    const ended = new Promise((resolve) => child.once("close", resolve));
    child.kill("SIGKILL");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });
  return () => output.split("\n").filter((each) => each !== "");
}

describe("the examples of the README", () => {
  it.each(["with-graphql-ws.mjs", "with-urql.mjs", "with-apollo-client.mjs"])(
    "%s asks, subscribes, loses its connections, and goes on with nothing missing",
    async (name) => {
      const secret = { IVS_GRAPHQL_CURSOR_SECRET: "a secret that all processes of the gateway share" };
      const service = await serve({ IVS_GRAPHQL_EMULATOR_SCENARIO: "quiet", ...secret });
      const stage = await createRemoteStage(service, "studio");
      const line = await openLine(service.url);
      await stage.join("ana");
      const lines = run(name, line, stage.arn);
      await vi.waitFor(() => expect(lines()).toEqual(["ana JOINED"]), within);
      await stage.join("ben");
      await vi.waitFor(() => expect(lines()).toContain("ben JOINED"), within);
      for (const person of ["cem", "dora"]) {
        line.cut();
        await stage.join(person);
        line.mend();
        await vi.waitFor(() => expect(lines()).toContain(`${person} JOINED`), within);
      }
      expect(lines()).toEqual(["ana JOINED", "ben JOINED", "cem JOINED", "dora JOINED"]);
      expect(line.connections).toBeGreaterThanOrEqual(3);
    },
  );
});
