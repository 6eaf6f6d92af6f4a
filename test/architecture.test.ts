import { readdirSync, readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { describe, expect, it } from "vitest";

const source = fileURLToPath(new URL("../src/", import.meta.url));

interface Module {
  file: string;
  text: string;
  imports: string[];
  relativeImports: string[];
}

const modules: Module[] = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => {
    const text = readFileSync(resolve(source, file), "utf8");
    const imports = [...text.matchAll(/^\s*(?:import|export)\s(?:[^;'"]*?from\s*)?"([^"]+)";/gms)].map(
      ([, specifier]) => specifier ?? "",
    );
    const relativeImports = imports
      .filter((specifier) => specifier.startsWith("."))
      .map((specifier) => relative(source, resolve(source, dirname(file), specifier)));
    return { file, text, imports, relativeImports };
  });

const domainOf = (file: string) => /^domains\/([^/]+)\//.exec(file)?.[1];

/** Every `file -> import` that breaks the rule. */
function violations(rule: (file: string, imported: string) => boolean): string[] {
  return modules.flatMap(({ file, relativeImports }) =>
    relativeImports.filter((imported) => !rule(file, imported)).map((imported) => `${file} -> ${imported}`),
  );
}

describe("the import rules", () => {
  it("finds the sources, and every relative import names a file", () => {
    const files = new Set(modules.map(({ file }) => file));
    expect(files.size).toBeGreaterThan(20);
    expect(violations((_file, imported) => files.has(imported))).toEqual([]);
  });

  it("lets a domain import only the ref of another domain, and the shape of what its log tells", () => {
    expect(
      violations((file, imported) => {
        const [from, to] = [domainOf(file), domainOf(imported)];
        return !from || !to || from === to || /\/(?:ref|watch-item)\.ts$/.test(imported);
      }),
    ).toEqual([]);
  });

  it("keeps layers from importing domains, but for the four files that put the program together", () => {
    const exempt = new Set(["graph/index.ts", "context.ts", "watches.ts", "app.ts"]);
    expect(
      violations((file, imported) => exempt.has(file) || Boolean(domainOf(file)) || !domainOf(imported)),
    ).toEqual([]);
  });

  it("keeps the emulator an island that shares only the clock", () => {
    expect(
      violations(
        (file, imported) =>
          !file.startsWith("emulator/") || imported.startsWith("emulator/") || imported === "clock.ts",
      ),
    ).toEqual([]);
    expect(
      violations(
        (file, imported) =>
          !imported.startsWith("emulator/") ||
          file.startsWith("emulator/") ||
          ["app.ts", "embedded.ts", "main.ts"].includes(file),
      ),
    ).toEqual([]);
  });

  it("has no cycle, type imports included", () => {
    const graph = new Map(modules.map(({ file, relativeImports }) => [file, relativeImports]));
    const done = new Set<string>();
    const visit = (file: string, path: readonly string[]): string[] => {
      if (path.includes(file)) return [[...path.slice(path.indexOf(file)), file].join(" -> ")];
      if (done.has(file)) return [];
      const cycles = (graph.get(file) ?? []).flatMap((imported) => visit(imported, [...path, file]));
      done.add(file);
      return cycles;
    };
    expect([...graph.keys()].flatMap((file) => visit(file, []))).toEqual([]);
  });
});

describe("the rooms of single things", () => {
  const filesMatching = (pattern: RegExp) =>
    modules
      .filter(({ text }) => pattern.test(text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "")))
      .map(({ file }) => file);

  it("reads the environment in config.ts only", () => {
    expect(filesMatching(/process\.env/)).toEqual(["config.ts"]);
  });

  it("reads the time and sets timers in clock.ts only", () => {
    expect(
      filesMatching(
        /\bDate\.now\b|\bnew Date\(\)|performance\.now|(?<![.\w])set(?:Timeout|Interval)\(|timers\/promises/,
      ),
    ).toEqual(["clock.ts"]);
  });

  it("reveals secrets where a rule was held, to sign with them, and to compare them", () => {
    expect(filesMatching(/\.reveal\(/)).toEqual([
      "feed/cursor.ts",
      "graph/rule.ts",
      "server/auth-secrets.ts",
      "server/eventbridge.ts",
    ]);
  });

  it("talks to AWS in upstream/ only; elsewhere the SDK gives types", () => {
    const users = modules.filter(
      ({ file, text }) =>
        !file.startsWith("upstream/") &&
        [...text.matchAll(/^import\s+(?!type\b)[^;]*?from "@aws-sdk\/[^"]+";/gms)].length > 0,
    );
    expect(users.map(({ file }) => file)).toEqual([]);
  });
});
