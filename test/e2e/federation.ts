import { installOnce } from "./install.ts";

const say = (text: string) => void process.stdout.write(`${text}\n`);

installOnce();

// While it starts there is nothing to close: what runs by then ends when this process exits.
let close = () => Promise.resolve();
let isClosing = false;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.on(signal, () => {
    if (isClosing) return;
    isClosing = true;
    void close().then(() => process.exit(0));
  });

// What these import is there only now.
const { startExample } = await import("./example.ts");
const { freePort } = await import("./port.ts");
const { PORT: wanted = "4000" } = process.env;
const port = await freePort(Number(wanted)).catch((error: unknown) => {
  process.stderr.write(
    `Port ${wanted} is not free. Set PORT to one that is, or to 0 for any. ${String(error)}\n`,
  );
  process.exit(1);
});
const example = await startExample({ port, say });
close = () => example.close();
say(`
A company graph of two subgraphs
  graph     ${example.url} (GraphiQL in a browser)
  stages    ${example.gatewayUrl}/graphql, this gateway over its emulator at ${example.emulatorUrl}
  users     ${example.usersUrl}

Ask across both:

${example.queries.join("\n\n").replaceAll(/^(?=.)/gm, "  ")}

Ctrl-C ends it.`);
