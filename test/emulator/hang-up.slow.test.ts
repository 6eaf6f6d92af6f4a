import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));

for (const signal of ["SIGHUP", "SIGTERM", "SIGINT"] as const)
  test(`${signal} ends the command with 0 and a snapshot`, async () => {
    const folder = mkdtempSync(join(tmpdir(), "ivs-emulator-"));
    const file = join(folder, "account.json");
    const args = ["--import", "tsx", "src/main.ts", "emulator", "--port", "0", "--snapshot", file];
    const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "ignore"] });
    onTestFinished(() => {
      child.kill("SIGKILL");
      rmSync(folder, { recursive: true });
    });
    await once(child.stdout, "data");
    child.kill(signal);
    expect(await once(child, "exit")).toEqual([0, null]);
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ version: 1, scenario: "quiet" });
  });
