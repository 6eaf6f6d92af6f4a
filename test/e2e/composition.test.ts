import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

import { buildSchema } from "graphql";
import { describe, expect, it } from "vitest";

import { composers, type Part } from "./compose.ts";
import { neighbourSdl, theatreSdl } from "./subgraphs/neighbour.ts";
import { referrerSdl } from "./subgraphs/referrers.ts";
import { usersSdl, usersSdlFor } from "./subgraphs/users.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** The subgraph as the program prints it under these settings. */
function ivs(env: Record<string, string> = {}): Part {
  const args = ["--import", "tsx", "src/main.ts", "print-schema", "--subgraph"];
  const options = { cwd: root, env: { PATH: process.env["PATH"], ...env }, encoding: "utf8" } as const;
  return { name: "ivs", sdl: execFileSync(process.execPath, args, options) };
}

const users: Part = { name: "users", sdl: usersSdl };
const neighbour: Part = { name: "neighbour", sdl: neighbourSdl };
const theatre: Part = { name: "theatre", sdl: theatreSdl };
const referrer = (by: "key" | "id", prefix?: string): Part => ({
  name: "diary",
  sdl: referrerSdl(by, prefix),
});
const usersOf = (prefix: string): Part => ({ name: "users", sdl: usersSdlFor(prefix) });

const plain = ivs();
const joined = ivs({ IVS_GRAPHQL_USER_ENTITY: "User.id" });
const prefixed = ivs({ IVS_GRAPHQL_PREFIX: "Live" });
const both = ivs({ IVS_GRAPHQL_PREFIX: "Ivs", IVS_GRAPHQL_USER_ENTITY: "User.id" });
const asNode = ivs({ IVS_GRAPHQL_SUBGRAPH_NODE: "true" });

describe.each(Object.entries(composers))("the composer of %s", (_name, compose) => {
  it.each<[string, Part[]]>([
    ["alone", [plain]],
    ["with users that it is joined with", [joined, users]],
    ["with users that know its stages, and it not them", [plain, users]],
    ["with a neighbour that has its own Tag, NotFoundError, ErrorCode and Event", [plain, neighbour]],
    ["with subgraphs that refer to everything by its key", [plain, referrer("key")]],
    ["with subgraphs that refer to everything by its id", [plain, referrer("id")]],
    ["with a prefix", [prefixed]],
    ["with a prefix, beside a theatre with stages of its own", [prefixed, theatre, neighbour]],
    ["with a prefix, and referred to by it", [prefixed, referrer("key", "Live")]],
    ["with a prefix and users", [both, usersOf("Ivs"), theatre]],
    ["as the one that offers node", [asNode, neighbour]],
    [
      "with all of them",
      [
        joined,
        users,
        neighbour,
        referrer("key"),
        { ...referrer("id"), name: "log", sdl: referrerSdl("id").replaceAll("iary", "iaryById") },
      ],
    ],
  ])("accepts the subgraph %s", (_with, parts) => {
    const { errors, supergraph } = compose(parts);
    expect(errors).toEqual([]);
    expect(supergraph).toContain("join__Graph");
  });

  it("sees a clash with the theatre where there is no prefix", () => {
    const { errors, supergraph } = compose([plain, theatre]);
    expect(supergraph).toBeUndefined();
    expect(errors.join("\n")).toMatch(/Stage/);
  });

  it("sees the difference between two kinds of user key", () => {
    const text = ivs({ IVS_GRAPHQL_USER_ENTITY: "User.id:String" });
    expect(compose([text, users]).errors.join("\n")).toMatch(/User\.id/);
  });

  it("keeps every type, field and description of the subgraph", () => {
    const supergraph = compose([plain]).supergraph ?? "";
    const without = (sdl: string) =>
      sdl.replaceAll(/^extend schema.*$/gm, "").replaceAll(/@(?:key\([^)]*\)|shareable)/g, "");
    const before = buildSchema(without(plain.sdl)).getTypeMap();
    const after = buildSchema(supergraph, { assumeValidSDL: true }).getTypeMap();
    const named = Object.values(before).filter(({ name }) => !name.startsWith("__"));
    expect(
      named
        .filter(({ name, description }) => after[name]?.description !== description)
        .map(({ name }) => name),
    ).toEqual([]);
    const fieldsOf = (type: object | undefined) =>
      type && "getFields" in type ? Object.keys((type.getFields as () => object)()).toSorted() : [];
    expect(
      named
        .filter((type) => String(fieldsOf(type)) !== String(fieldsOf(after[type.name])))
        .map(({ name }) => name),
    ).toEqual([]);
  });
});
