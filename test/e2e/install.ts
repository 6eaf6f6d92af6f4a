import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";

const folder = fileURLToPath(new URL("./", import.meta.url));

interface Lockfile {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly optional?: boolean }>>;
}

/** The packages of a lockfile; none, where there is none. */
function packagesIn(path: string): Lockfile["packages"] {
  if (!existsSync(`${folder}${path}`)) return {};
  return (JSON.parse(readFileSync(`${folder}${path}`, "utf8")) as Lockfile).packages;
}

/** Whether what npm noted of the installed packages is what the lockfile asks for; what is optional depends on the machine. */
function isInstalled(): boolean {
  const installed = packagesIn("node_modules/.package-lock.json");
  return Object.entries(packagesIn("package-lock.json"))
    .filter(([path, { optional = false }]) => path !== "" && !optional)
    .every(([path, { version }]) => installed[path]?.version === version);
}

/** Installs the packages of this folder unless they are there, as its lockfile has them. Ends the process when that fails. */
export function installOnce(): void {
  if (isInstalled()) return;
  process.stdout.write(
    "Installing the packages of the company graph, once: some minutes, 700 MB in test/e2e ...\n",
  );
  const { status } = spawnSync("npm", ["ci", "--prefix", folder, "--loglevel", "error"], {
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? 1);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) installOnce();
