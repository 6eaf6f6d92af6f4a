import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
  parse,
  validate,
  type ValidationRule,
} from "graphql";
import type { Plugin } from "graphql-yoga";
import { LRUCache } from "lru-cache";

import { CodedError, errorCodes } from "../errors.ts";
import type { DocumentLimits } from "../limits.ts";
import { authorize, type Viewer } from "../viewer.ts";
import { measureDocument, type OperationSize } from "./document-size.ts";

/** How much memory the documents may take that are remembered, and about what each token of theirs takes. */
const rememberedBytes = 32_000_000;
const tokenBytes = 400;

const limited = ["selections", "depth", "aliases", "directives", "rootFields"] as const;

const words: Record<(typeof limited)[number], string> = {
  selections: "fields, with its fragments spelled out",
  depth: "levels of fields",
  aliases: "aliases, with its fragments spelled out",
  directives: "directives, with its fragments spelled out",
  rootFields: "root fields",
};

/** What was found of a document. Not of whoever sent it. */
interface Checked {
  readonly sizes: ReturnType<typeof measureDocument>;
  readonly introspects: boolean;
  /** By whether suggestions are given. */
  readonly faults: Map<boolean, readonly GraphQLError[]>;
}

/** Who sends a document, on any transport. */
interface Sender {
  readonly viewer?: Viewer;
}

/**
 * Reads and checks documents, on whatever transport they came: what is too large is refused before validation, whose work can grow with the
 * square of it. Who may not introspect gets neither `__schema` and `__type` nor suggestions. Documents are remembered
 * by their text, verdicts by the document.
 */
export function createDocuments(limits: DocumentLimits, maxErrors: number) {
  const parsed = new LRUCache<string, DocumentNode>({
    maxSize: rememberedBytes,
    sizeCalculation: (document, text) => text.length + tokensOf(document) * tokenBytes,
  });
  const checks = new WeakMap<DocumentNode, Checked>();

  function check(document: DocumentNode): Checked {
    const known = checks.get(document);
    if (known) return known;
    const sizes = measureDocument(document);
    const introspects = [...sizes.values()].some(
      ({ rootNames }) => rootNames.has("__schema") || rootNames.has("__type"),
    );
    const checked = { sizes, introspects, faults: new Map() };
    checks.set(document, checked);
    return checked;
  }

  function verdict(
    schema: GraphQLSchema,
    document: DocumentNode,
    rules: readonly ValidationRule[] | undefined,
    viewer: Viewer | undefined,
  ): readonly GraphQLError[] {
    const { sizes, introspects, faults } = check(document);
    const found = [...sizes.values()].flatMap((size) => excesses(size, limits));
    if (found.length > 0) return found.slice(0, maxErrors).map(refusal);
    const introspecting = mayIntrospect(viewer);
    if (introspects && !introspecting) return [refusal(mayNotIntrospect())];
    const known = faults.get(introspecting);
    if (known) return known;
    const invalid = validate(schema, document, rules, { maxErrors, hideSuggestions: !introspecting })
      .slice(0, maxErrors)
      .map(asFault);
    faults.set(introspecting, invalid);
    return invalid;
  }

  const plugin: Plugin<Sender> = {
    onParse({ params, setParseFn, setParsedDocument }) {
      const text = String(params.source);
      const known = parsed.get(text);
      if (known) return setParsedDocument(known);
      setParseFn((source, options) => {
        const document = parseWithin(source as string, options, limits.tokens);
        parsed.set(text, document);
        return document;
      });
    },
    onValidate({ context, setValidationFn }) {
      setValidationFn((schema: GraphQLSchema, document: DocumentNode, rules?: readonly ValidationRule[]) =>
        verdict(schema, document, rules, context.viewer),
      );
    },
    onExecute({ context }) {
      if (mayIntrospect(context.viewer)) return undefined;
      return { onExecuteDone: ({ result }) => hideSuggestions(result) };
    },
    onSubscribe({ context }) {
      if (mayIntrospect(context.viewer)) return undefined;
      return { onSubscribeResult: ({ result }) => hideSuggestions(result) };
    },
  };

  return {
    plugin,
    /** The names of the root fields of an operation, however deep in fragments, and how often each is selected. */
    rootNames(document: DocumentNode, operation: OperationDefinitionNode): ReadonlyMap<string, number> {
      return check(document).sizes.get(operation)?.rootNames ?? new Map();
    },
  };
}

export type Documents = ReturnType<typeof createDocuments>;

function parseWithin(source: string, options: object | undefined, maxTokens: number): DocumentNode {
  try {
    return parse(source, { ...options, maxTokens });
  } catch (error) {
    if (error instanceof GraphQLError && /more tha[nt] \d+ tokens/.test(error.message))
      throw tooLarge("tokens", "tokens", maxTokens, maxTokens + 1);
    throw error;
  }
}

function tokensOf({ loc }: DocumentNode): number {
  let count = 1;
  for (let token = loc?.startToken; token; token = token.next ?? undefined) count += 1;
  return count;
}

function excesses(size: OperationSize, limits: DocumentLimits): CodedError[] {
  return limited
    .filter((what) => size[what] > limits[what])
    .map((what) => tooLarge(what, words[what], limits[what], size[what]));
}

function tooLarge(what: string, named: string, limit: number, found: number): CodedError {
  const atLeast = what === "tokens" ? "at least " : "";
  return new CodedError(
    "QUERY_TOO_LARGE",
    `The operation has ${atLeast}${found} ${named}, and may have ${limit}.`,
    { details: { what, limit, found } },
  );
}

/** Variables are coerced by the executor, which always suggests. */
function hideSuggestions(result: object): void {
  if (!("errors" in result) || !Array.isArray(result.errors)) return;
  for (const error of result.errors as GraphQLError[])
    error.message = error.message.replace(/ Did you mean .*\?$/, "");
}

function mayIntrospect(viewer: Viewer | undefined): boolean {
  return viewer !== undefined && authorize(viewer, "introspect");
}

function mayNotIntrospect(): CodedError {
  return new CodedError("FORBIDDEN", "__schema and __type need the scope introspect.", {
    details: { scope: "introspect" },
  });
}

/** Ours, in the shape of the errors of validation. */
function refusal({ code, message, details }: CodedError): GraphQLError {
  const http = { status: errorCodes[code].http, spec: false };
  return new GraphQLError(message, { extensions: { code, ...details, http } });
}

/** A request that fails before execution says so in its status, whatever media type the client accepts. */
function asFault(error: GraphQLError): GraphQLError {
  const code = "GRAPHQL_VALIDATION_FAILED";
  Object.assign(error.extensions, { code, http: { status: errorCodes[code].http, spec: false } });
  return error;
}
