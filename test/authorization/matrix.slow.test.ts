import {
  getNamedType,
  type GraphQLField,
  type GraphQLObjectType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  isRequiredArgument,
} from "graphql";
import { describe, expect, it } from "vitest";

import { entityKeys } from "../../src/graph/entity.ts";
import { createSubgraph } from "../../src/graph/federation.ts";
import { declaredGraph } from "../../src/graph/index.ts";
import { ruleOf } from "../../src/graph/rule.ts";
import type { Scope } from "../../src/viewer.ts";
import { type Operation, type Outcome, transports } from "./transports.ts";
import { ofNobody, otherArguments, rootArguments, ways } from "./ways.ts";
import { startWorld, viewers, type World } from "./world.ts";

/** As it is served: with what routers ask. */
const { schema } = createSubgraph(declaredGraph);
const query = schema.getQueryType() as GraphQLObjectType;
const mutation = schema.getMutationType() as GraphQLObjectType;
/** What subscriptions give, and where a followed stage stands, is held to its rules in the tests of each: no single answer shows it. */
const isOfStreams = (type: GraphQLObjectType) =>
  type === schema.getSubscriptionType() ||
  type.name === "IvsFeedPosition" ||
  type.getInterfaces().some(({ name }) => name === "StageFeedItem");
const objects = Object.values(schema.getTypeMap()).filter(
  (type): type is GraphQLObjectType =>
    isObjectType(type) &&
    !type.name.startsWith("__") &&
    type !== query &&
    type !== mutation &&
    !isOfStreams(type),
);

/** Failures say what went wrong and nothing of a resource; a mutation answers with them whoever asks. */
const isFailure = (type: GraphQLObjectType) =>
  type.name === "IvsInputFault" || type.getInterfaces().some(({ name }) => name === "IvsError");

/** The fields of one type that are to be asked for together: those that need the same scope. */
interface Case {
  readonly type: GraphQLObjectType;
  readonly fields: readonly GraphQLField<unknown, unknown>[];
  /** The names of fields from the root to an object of the type. */
  readonly way: readonly string[];
  readonly isMutation: boolean;
  /** All scopes that fields on the way, and these, declare. */
  readonly scopes: ReadonlySet<Scope>;
}

/** The ways to a type: as clients go, and as routers come to what other subgraphs refer to. */
function waysTo(type: GraphQLObjectType): readonly (readonly string[])[] {
  const asEntity = entityKeys().has(type.name) ? [["_entities", `...${type.name}`]] : [];
  return [wayTo(type), ...asEntity];
}

function wayTo(type: GraphQLObjectType): readonly string[] {
  const way = ways[type.name];
  if (way !== undefined) return way.split(" ");
  const answering = Object.values(mutation.getFields()).find((field) => {
    const result = getNamedType(field.type);
    return isAbstractType(result) && schema.isSubType(result, type);
  });
  if (!answering) throw new Error(`How is one to come to a ${type.name}? Say it in ways.ts.`);
  return [answering.name, `...${type.name}`];
}

/** The fields on a way, each with the type that it is asked of. */
function fieldsOn(way: readonly string[]): GraphQLField<unknown, unknown>[] {
  let type: GraphQLObjectType | undefined = mutation.getFields()[way[0] ?? ""] ? mutation : query;
  return way.flatMap((step) => {
    if (step.startsWith("...")) {
      type = schema.getType(step.slice(3)) as GraphQLObjectType;
      return [];
    }
    const field = type?.getFields()[step];
    if (!field) throw new Error(`${type?.name} has no field ${step}.`);
    type = getNamedType(field.type) as GraphQLObjectType;
    return [field];
  });
}

const scopesOf = (fields: readonly GraphQLField<unknown, unknown>[]) =>
  new Set(fields.flatMap((field) => ruleOf(field)?.scope ?? []));

const cases: readonly Case[] = [
  ...[query, mutation].flatMap((root) =>
    Object.values(root.getFields()).map((field) => ({
      type: root,
      fields: [field],
      way: [],
      isMutation: root === mutation,
      scopes: scopesOf([field]),
    })),
  ),
  ...objects
    .filter((type) => !isFailure(type))
    .flatMap((type) => waysTo(type).map((way) => [type, way] as const))
    .flatMap(([type, way]) => {
      const isMutation = mutation.getFields()[way[0] ?? ""] !== undefined;
      const fields = Object.values(type.getFields());
      const scopeOf = (field: GraphQLField<unknown, unknown>) => ruleOf(field)?.scope;
      return [...new Set(fields.map(scopeOf))].map((scope) => {
        const alike = fields.filter((field) => scopeOf(field) === scope);
        return { type, fields: alike, way, isMutation, scopes: scopesOf([...fieldsOn(way), ...alike]) };
      });
    }),
];

async function argumentsOf(field: GraphQLField<unknown, unknown>, isRoot: boolean, world: World) {
  if (isRoot) return (await rootArguments[field.name]?.(world)) ?? {};
  const required = field.args.filter(isRequiredArgument);
  return Object.fromEntries(required.map(({ name }) => [name, otherArguments[name]?.(world)]));
}

/** Spells out a case, with arguments that name what is there. */
async function operationOf({ fields, way, isMutation }: Case, world: World): Promise<Operation> {
  const declared: string[] = [];
  const variables: Record<string, unknown> = {};
  async function spell(field: GraphQLField<unknown, unknown>, isRoot: boolean): Promise<string> {
    const given = Object.entries(await argumentsOf(field, isRoot, world));
    const spelled = given.map(([name, value]) => {
      const variable = `v${declared.length}`;
      declared.push(`$${variable}: ${String(field.args.find((arg) => arg.name === name)?.type)}`);
      variables[variable] = value;
      return `${name}: $${variable}`;
    });
    return `${field.name}${spelled.length > 0 ? `(${spelled.join(", ")})` : ""}`;
  }
  const leaf = async (field: GraphQLField<unknown, unknown>) =>
    `${await spell(field, way.length === 0)}${isCompositeType(getNamedType(field.type)) ? " { __typename }" : ""}`;
  let selection = `{ __typename ${(await Promise.all(fields.map(leaf))).join(" ")} }`;
  const on = fieldsOn(way);
  for (const [index, step] of [...way.entries()].toReversed()) {
    if (step.startsWith("...")) {
      selection = `{ __typename ... on ${step.slice(3)} ${selection} }`;
      continue;
    }
    const field = on[way.slice(0, index).filter((each) => !each.startsWith("...")).length];
    if (field) selection = `{ ${await spell(field, index === 0)} ${selection} }`;
  }
  const head = declared.length > 0 ? `(${declared.join(", ")})` : "";
  return { document: `${isMutation ? "mutation" : "query"} M${head} ${selection}`, variables };
}

/** Whether the way led to an object of the type. */
function isReached(data: unknown, { way, type }: Case): boolean {
  let found = [data];
  for (const step of way) {
    if (step.startsWith("...")) continue;
    found = found
      .filter((each) => typeof each === "object" && each !== null)
      .flatMap((each) => Reflect.get(each, step) as unknown);
  }
  return found.some(
    (each) => typeof each === "object" && each !== null && Reflect.get(each, "__typename") === type.name,
  );
}

type Verdict = "unknown viewer" | "expired" | "forbidden" | "nothing there" | "answered";

/** What a viewer is to be told of a case, by nothing but the rules that its fields declare. */
function expected(viewer: string, { scopes, type, way, isMutation }: Case): Verdict {
  if (viewer === "nobody") return "unknown viewer";
  if (viewer === "who has expired") return "expired";
  if (viewer === "a reader" && [...scopes].some((scope) => scope !== "ivs:read")) return "forbidden";
  if (viewer !== "who is bound to another stage") return "answered";
  if (way.length === 0) return isMutation ? "nothing there" : "answered";
  return ofNobody.has(type.name) ? "answered" : "nothing there";
}

function verdictOf({ status, data, errors }: Outcome, asked: Case): Verdict {
  const codes = new Set(errors.map(({ extensions }) => extensions["code"]));
  if (status === 401) return codes.has("TOKEN_EXPIRED") ? "expired" : "unknown viewer";
  if (codes.has("FORBIDDEN") && isForScope(errors)) return "forbidden";
  if (asked.way.length > 0) return isReached(data, asked) ? "answered" : "nothing there";
  if (!asked.isMutation) return "answered";
  const [name = ""] = asked.fields.map((field) => field.name);
  const result = Reflect.get(data ?? {}, name) as { __typename?: string } | null;
  return result?.__typename?.endsWith("Payload") ? "answered" : "nothing there";
}

const isForScope = (errors: Outcome["errors"]) => errors.some(({ extensions }) => "scope" in extensions);

/** Every text of a world that names something in it. */
const canaries = ({ stage, annex, composition, pip, ingest, redundant, storage, streamKey, host }: World) => [
  stage,
  annex,
  composition,
  pip,
  ingest,
  redundant,
  storage,
  streamKey,
  host.sessionId,
  host.participantId,
  "acme-",
];

const spellCase = ({ type, fields, way }: Case) =>
  `${[...way, type.name].join(" > ")} { ${fields.map((field) => field.name).join(" ")} }`;

describe("the authorisation matrix", () => {
  it("has arguments for every field that needs some, and knows every type", () => {
    const isNeedy = (field: GraphQLField<unknown, unknown>) => field.args.some(isRequiredArgument);
    const roots = [query, mutation].flatMap((root) => Object.values(root.getFields()));
    expect(
      roots.filter((field) => isNeedy(field) && !rootArguments[field.name]).map(({ name }) => name),
    ).toEqual([]);
    const others = objects.flatMap((type) =>
      Object.values(type.getFields()).flatMap((field) => field.args.filter(isRequiredArgument)),
    );
    expect(others.filter(({ name }) => !otherArguments[name]).map(({ name }) => name)).toEqual([]);
    const asked = new Set(
      cases.flatMap(({ type, fields }) => fields.map((field) => `${type.name}.${field.name}`)),
    );
    expect(cases.filter(({ way }) => way[0] === "_entities").map(({ type }) => type.name)).toEqual(
      expect.arrayContaining([...entityKeys().keys()]),
    );
    const all = [query, mutation, ...objects.filter((type) => !isFailure(type))];
    expect(asked.size).toBe(all.flatMap((type) => Object.keys(type.getFields())).length);
    expect(asked.size).toBeGreaterThan(400);
  });

  it.each(Object.keys(viewers))(
    "gives %s the verdict that the fields declare, on every transport alike",
    async (viewer) => {
      const world = await startWorld();
      const { gateway } = world;
      const wrong: unknown[] = [];
      for (const asked of cases)
        for (const transport of transports) {
          const operation = await operationOf(asked, world);
          const headers = viewers[viewer]?.(world) ?? {};
          gateway.emulator.resetCalls();
          const outcome = await transport.ask(gateway, operation, headers);
          await gateway.clock.settle();
          const calls = Object.keys(gateway.emulator.calls);
          const verdict = verdictOf(outcome, asked);
          const wanted = expected(viewer, asked);
          const note = (what: string) =>
            wrong.push([what, viewer, transport.name, spellCase(asked), { wanted, verdict }, outcome]);
          if (asked.isMutation && !transport.carriesMutations) {
            if (outcome.status < 400 || calls.length > 0) note("a mutation was carried");
            continue;
          }
          if (verdict !== wanted) note("another verdict");
          if (verdict === "answered" && wanted === "answered" && outcome.errors.length > 0) note("errors");
          const isRefused =
            wanted === "unknown viewer" ||
            wanted === "expired" ||
            (wanted === "forbidden" && (asked.way.length === 0 || asked.isMutation));
          if (isRefused && calls.length > 0) note("calls");
          const text = JSON.stringify([outcome.data, outcome.errors]);
          if (
            viewer === "who is bound to another stage" &&
            canaries(world).some((canary) => withoutEcho(text, operation).includes(canary))
          )
            note("a leak");
        }
      expect(wrong.slice(0, 5)).toEqual([]);
    },
  );
});

/** An answer without what was in the question. */
function withoutEcho(text: string, { variables }: Operation): string {
  const asked = JSON.stringify(variables).match(/arn:aws:ivs:[^"|\\]+/g) ?? [];
  return asked.reduce((rest, arn) => rest.replaceAll(`There is no ${arn}.`, ""), text);
}
