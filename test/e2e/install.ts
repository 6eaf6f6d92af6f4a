import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";

const folder = fileURLToPath(new URL("./", import.meta.url));

/** When a file was written last (ms); never, when it is not there. */
const writtenAt = (path: string) => statSync(`${folder}${path}`, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** Installs the packages of this folder unless they are there, as its lockfile has them. Ends the process when that fails. */
export function installOnce(): void {
  if (writtenAt("node_modules/.package-lock.json") >= writtenAt("package-lock.json")) return;
  process.stdout.write(
    "Installing the packages of the company graph, once: some minutes, 700 MB in test/e2e ...\n",
  );
  const { status } = spawnSync("npm", ["ci", "--prefix", folder, "--loglevel", "error"], {
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? 1);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) installOnce();
