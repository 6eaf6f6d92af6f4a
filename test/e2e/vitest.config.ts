import { fileURLToPath } from "node:url";

import { defineConfig } from "vitest/config";

/** What needs the packages of this folder, which `npm ci --prefix test/e2e` installs. */
export default defineConfig({
  root: fileURLToPath(new URL("./", import.meta.url)),
  // Two copies of graphql load when one importer takes the ESM file and another the CommonJS one.
  resolve: { alias: [{ find: /^graphql$/, replacement: "graphql/index.js" }] },
  test: { include: ["**/*.test.ts"], testTimeout: 60_000, hookTimeout: 60_000 },
});
