import { defineConfig } from "vitest/config";

/** Files whose tests start processes or a browser: seconds each, so they are not part of `npm run check`. */
const slow = ["test/**/*.slow.test.ts"];
/** What has packages of its own, and its own `vitest.config.ts`. */
const apart = "test/e2e/**";
/** Property tests; `npm run prove` runs them again, larger. */
const properties = ["test/**/*.prop.test.ts", "test/**/*.prop.slow.test.ts"];

export default defineConfig({
  // Two copies of graphql load when one importer takes the ESM file and another the CommonJS one.
  resolve: { alias: [{ find: /^graphql$/, replacement: "graphql/index.js" }] },
  test: {
    projects: [
      {
        extends: true,
        // Time is virtual in most of them: what they take depends on how busy the machine is.
        test: {
          name: "fast",
          include: ["test/**/*.test.ts"],
          exclude: [...slow, apart],
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: { name: "slow", include: slow, exclude: [apart], testTimeout: 60_000, hookTimeout: 60_000 },
      },
      ...(process.env["PROVE_RUNS"]
        ? [{ extends: true as const, test: { name: "prove", include: properties, testTimeout: 3_600_000 } }]
        : []),
    ],
  },
});
