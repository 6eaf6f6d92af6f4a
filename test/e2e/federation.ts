import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("./", import.meta.url));
const say = (text: string) => void process.stdout.write(`${text}\n`);

if (!existsSync(`${folder}node_modules`)) {
  say("Installing the packages of the example graph, once …");
  const { status } = spawnSync("npm", ["ci", "--prefix", folder, "--loglevel", "error"], {
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? 1);
}

// What it imports is there only now.
const { startExample } = await import("./example.ts");
const example = await startExample({ port: Number(process.env["PORT"] ?? 4000), say });
say(`
A company graph of two subgraphs
  graph     ${example.url} (GraphiQL in a browser)
  stages    ${example.gatewayUrl}/graphql, this gateway over its emulator at ${example.emulatorUrl}
  users     ${example.usersUrl}

Ask across both:

${example.query.replaceAll(/^/gm, "  ")}

Ctrl-C ends it.`);

let isClosing = false;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.on(signal, () => {
    if (isClosing) return;
    isClosing = true;
    void example.close().then(() => process.exit(0));
  });
