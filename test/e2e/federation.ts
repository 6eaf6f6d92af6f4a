import { installOnce } from "./install.ts";

const say = (text: string) => void process.stdout.write(`${text}\n`);

installOnce();

// What it imports is there only now.
const { startExample } = await import("./example.ts");
const example = await startExample({ port: Number(process.env["PORT"] ?? 4000), say });
say(`
A company graph of two subgraphs
  graph     ${example.url} (GraphiQL in a browser)
  stages    ${example.gatewayUrl}/graphql, this gateway over its emulator at ${example.emulatorUrl}
  users     ${example.usersUrl}

Ask across both:

${example.queries.join("\n\n").replaceAll(/^(?=.)/gm, "  ")}

Ctrl-C ends it.`);

let isClosing = false;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.on(signal, () => {
    if (isClosing) return;
    isClosing = true;
    void example.close().then(() => process.exit(0));
  });
