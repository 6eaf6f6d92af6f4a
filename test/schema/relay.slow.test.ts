import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { getNamedType, isObjectType } from "graphql";
import { describe, expect, it, onTestFinished } from "vitest";

import { schema } from "../../src/graph/index.ts";

/** The path of Relay's compiler for this machine. */
const compiler = createRequire(import.meta.url)("relay-compiler") as string;
const application = fileURLToPath(new URL("relay/", import.meta.url));
const sdl = fileURLToPath(new URL("../../schema/schema.graphql", import.meta.url));

/** Compiles the application under `relay/` and these files, by name, against the published schema. */
function compile(files: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), "relay-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  cpSync(application, folder, { recursive: true });
  cpSync(sdl, join(folder, "schema.graphql"));
  for (const [name, documents] of Object.entries(files))
    writeFileSync(join(folder, "src", `${name}.ts`), `graphql\`${documents}\`;\n`);
  const run = (...options: string[]) => {
    const { status, stdout, stderr } = spawnSync(compiler, [...options, "relay.config.json"], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, NO_COLOR: "1" },
    });
    return { status, output: stdout + stderr };
  };
  return { ...run(), validate: () => run("--validate"), written: () => artifacts(join(folder, "src")) };
}

const artifacts = (folder: string) => readdirSync(join(folder, "__generated__")).toSorted();

const nodeTypes = schema.getPossibleTypes(schema.getType("Node") as never);

/** Every connection of the graph that a Relay client can page through: of the root, and of whatever is a Node. */
const connections = [schema.getQueryType(), ...nodeTypes].flatMap((type) =>
  Object.values(type && isObjectType(type) ? type.getFields() : {})
    .filter((field) => getNamedType(field.type).name.endsWith("Connection"))
    .map((field) => ({ parent: String(type), field: field.name })),
);

const deletions = Object.values(schema.getMutationType()?.getFields() ?? {})
  .map(({ name }) => name)
  .filter((name) => name.startsWith("delete"));

describe("a Relay application", () => {
  it("compiles against the graph, and needs no second run", () => {
    const { status, output, validate, written } = compile();
    expect({ status, output }).toMatchObject({ status: 0 });
    expect(written()).toContain("stageParticipantsPageQuery.graphql.ts");
    expect(validate()).toMatchObject({ status: 0 });
  });

  it("can page through every connection", () => {
    expect(connections).toContainEqual({ parent: "Participant", field: "events" });
    const documents = connections.map(
      ({ parent, field }) => `
        fragment every_${parent}_${field} on ${parent}
        @refetchable(queryName: "every_${parent}_${field}_Query")
        @argumentDefinitions(count: { type: "Int", defaultValue: 10 }, after: { type: "String" }) {
          ${field}(first: $count, after: $after) @connection(key: "every_${parent}_${field}") {
            edges { node { __typename } }
          }
        }`,
    );
    const { status, output, written } = compile(
      Object.fromEntries(documents.map((document, index) => [`every-${index}`, document])),
    );
    expect({ status, output }).toMatchObject({ status: 0 });
    expect(written().filter((file) => /^every_.*_Query/.test(file))).toHaveLength(connections.length);
  });

  it("can fetch every Node again, and take every deleted one out of its store", () => {
    const again = nodeTypes.map(
      ({ name }) => `fragment again_${name} on ${name} @refetchable(queryName: "again_${name}_Query") { id }`,
    );
    const gone = deletions.map(
      (name) => `
        mutation ${name}EveryMutation($input: D${name.slice(1)}Input!, $connections: [ID!]!) {
          ${name}(input: $input) {
            ... on D${name.slice(1)}Payload { deletedId @deleteRecord deletedEdge: deletedId @deleteEdge(connections: $connections) }
          }
        }`,
    );
    expect(deletions).toHaveLength(5);
    const { status, output } = compile({
      ...Object.fromEntries(again.map((document, index) => [`again-${index}`, document])),
      ...Object.fromEntries(deletions.map((name, index) => [`${name}Every`, gone[index] ?? ""])),
    });
    expect({ status, output }).toMatchObject({ status: 0 });
  });

  it.each([
    [
      "asks for a field that is not there",
      "query brokenQuery { stages { edges { node { nome } } } }",
      "nome",
    ],
    [
      "calls a list a connection",
      'fragment broken_tags on Stage { tags @connection(key: "broken_tags") { key } }',
      "connection",
    ],
    [
      "fetches something again that is no Node",
      'fragment broken_replica on ParticipantReplica @refetchable(queryName: "brokenQuery") { participantId }',
      "refetchable",
    ],
    [
      "reads a payload as if it could not fail",
      "mutation brokenMutation($input: DeleteStageInput!) { deleteStage(input: $input) { deletedId } }",
      "deletedId",
    ],
  ])("does not compile when it %s", (_what, document, named) => {
    const { status, output } = compile({ broken: document });
    expect(status).not.toBe(0);
    expect(output).toContain(named);
  });
});
