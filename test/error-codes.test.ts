import { readFileSync } from "node:fs";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";

import { expect, it, onTestFinished } from "vitest";

import { type ErrorCode, errorCodes } from "../src/errors.ts";
import { createIdempotencyKeys } from "../src/idempotency.ts";
import { readLimits } from "../src/limits.ts";
import { readConfig } from "../src/config.ts";
import { createCursors } from "../src/feed/cursor.ts";
import { Secret } from "../src/secret.ts";
import { createHttpServer } from "../src/server/http.ts";
import { createManualClock } from "../src/clock.ts";
import { createLog } from "../src/log.ts";
import { openStream } from "./support/event-stream.ts";
import { type Gateway, startGateway } from "./support/gateway.ts";
import { createSigningKey, jwtEnv, signToken, startIssuer, startsAt } from "./support/issuer.ts";

const missing = "arn:aws:ivs:us-west-2:123456789012:stage/abcdefgh1234";
const manifest = fileURLToPath(new URL("../schema/client/persisted-documents.json", import.meta.url));
const create = "mutation { createStage(input: {}) { __typename ... on IvsError { code } } }";
const read = `{ stage(arn: "${missing}") { name } }`;

async function answerTo(query: string, env: Record<string, string> = {}, headers = {}): Promise<string> {
  const gateway = await startGateway({ env });
  return JSON.stringify(await gateway.query(query, {}, headers));
}

type Fault = Parameters<Gateway["emulator"]["inject"]>[0];

async function answerWith(fault: Fault, query: string, env: Record<string, string> = {}): Promise<string> {
  const gateway = await startGateway({ env });
  gateway.emulator.inject(fault);
  return JSON.stringify(await gateway.query(query));
}

const refusing = (type: string, status: number): Fault => ({ kind: "error", type, status, times: 50 });

/** What a subscriber is told that goes on at a cursor. */
async function answerAfter(after: string): Promise<string> {
  const gateway = await startGateway();
  const query = `subscription { stageEvents(stageArn: "${missing}", after: "${after}") { cursor } }`;
  return JSON.stringify(await (await openStream(gateway, query)).next());
}

/** Met only by who does not listen, and so told of where sockets and streams are closed. */
type Unheard = "SLOW_CONSUMER";

/** How each code comes about. A code that is not here does not compile. */
const reached: Record<Exclude<ErrorCode, Unheard>, () => Promise<string>> = {
  GRAPHQL_PARSE_FAILED: () => answerTo("{"),
  GRAPHQL_VALIDATION_FAILED: () => answerTo("{ nothing }"),
  BAD_USER_INPUT: () => answerTo('{ stage(arn: "nonsense") { name } }'),
  QUERY_TOO_LARGE: () => answerTo(`{ upstream { ${"region ".repeat(400)} } }`),
  QUERY_TOO_EXPENSIVE: () => answerTo("{ stages(first: 50) { nodes { endpoints { whip } } } }"),
  PERSISTED_QUERY_NOT_FOUND: async () => {
    const gateway = await startGateway({ env: { IVS_GRAPHQL_TRUSTED_DOCUMENTS: manifest } });
    const headers = { accept: "application/json" };
    return (await gateway.fetch("/graphql?documentId=unknown", { headers })).text;
  },
  UNTRUSTED_DOCUMENT: () =>
    answerTo("{ __typename }", {
      IVS_GRAPHQL_TRUSTED_DOCUMENTS: manifest,
      IVS_GRAPHQL_TRUSTED_ONLY: "true",
    }),
  UNAUTHENTICATED: () => answerTo("{ __typename }", {}, { "x-forwarded-for": "203.0.113.7" }),
  TOKEN_EXPIRED: async () => {
    const key = await createSigningKey("one");
    const authorization = `Bearer ${await signToken(key, { exp: startsAt - 3_600 })}`;
    return answerTo("{ __typename }", jwtEnv(await startIssuer(key)), { authorization });
  },
  FORBIDDEN: () => answerTo(create, { IVS_GRAPHQL_READ_ONLY: "true" }),
  CSRF_BLOCKED: () => answerTo("{ __typename }", {}, { origin: "https://evil.example" }),
  RATE_LIMITED: async () => {
    const gateway = await startGateway({ env: { IVS_GRAPHQL_REQUESTS_PER_SECOND: "1" }, time: "still" });
    await gateway.query("{ __typename }");
    return JSON.stringify(await gateway.query("{ __typename }"));
  },
  NOT_FOUND: () =>
    answerTo(`mutation { deleteStage(input: { arn: "${missing}" }) { ... on IvsError { code } } }`),
  CONFLICT: () => answerWith(refusing("ConflictException", 409), create),
  SERVICE_QUOTA_EXCEEDED: () => answerWith(refusing("ServiceQuotaExceededException", 402), create),
  PENDING_VERIFICATION: () => answerWith(refusing("PendingVerification", 403), create),
  NOT_CONFIGURED: () =>
    answerTo(`mutation { signParticipantToken(input: { stageArn: "${missing}" }) { __typename } }`),
  UPSTREAM_THROTTLED: () =>
    answerWith({ kind: "throttle", times: 50 }, read, { IVS_GRAPHQL_REQUEST_DEADLINE_MS: "2000" }),
  UPSTREAM_UNAVAILABLE: () => answerWith(refusing("InternalServerException", 500), read),
  UPSTREAM_BAD_RESPONSE: () => answerWith({ kind: "html", status: 200, body: "<html>" }, read),
  UPSTREAM_AUTH: () => answerWith(refusing("UnrecognizedClientException", 403), read),
  DEADLINE_EXCEEDED: () => answerWith({ kind: "silent", times: 50 }, read),
  WRITE_OUTCOME_UNKNOWN: () => answerWith({ kind: "silent" }, create),
  OVERLOADED: async () => {
    const keys = createIdempotencyKeys({ clock: createManualClock(0), capacity: 0 });
    const claim = keys.claim({ viewerId: "v", key: "k", mutation: "createStage", input: {} });
    return claim.then(String, ({ code }: { code: string }) => `"code":"${code}"`);
  },
  CURSOR_INVALID: () => answerAfter("nonsense"),
  CURSOR_EXPIRED: () => {
    const cursors = createCursors([new Secret("the-secret-of-a-server-that-is-gone")]);
    return answerAfter(cursors.write(`stage ${missing}`, { epoch: "e", seq: 1 }));
  },
  AUDIT_UNAVAILABLE: () => answerTo(create, { IVS_GRAPHQL_AUDIT: "/dev/full" }),
  SERVER_DRAINING: async () => {
    const server = createHttpServer({
      graphql: () => undefined,
      graphiql: { wantsPage: () => false } as never,
      page: {} as never,
      sdl: () => undefined,
      state: () => "draining",
      authenticate: () => Promise.reject(new Error("Nobody is asked.")),
      eventBridge: undefined,
      allowedOrigins: () => false,
      rates: { request: () => undefined } as never,
      answers: {} as never,
      requestDeadlineMs: 1_000,
      limits: readLimits(readConfig({})),
      clock: createManualClock(0),
      log: createLog({ level: "silent" }),
    });
    onTestFinished(() => void server.close());
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
    const headers = { "content-type": "application/json" };
    return (await fetch(url, { method: "POST", headers, body: "{}" })).text();
  },
  INTERNAL: () => {
    const body = JSON.stringify({ stage: { arn: missing, activeSessionId: { no: "text" } } });
    const query = `{ stage(arn: "${missing}") { activeSessionId } }`;
    return answerWith({ kind: "html", status: 200, body }, query);
  },
};

const codes = Object.keys(errorCodes) as ErrorCode[];

it.each(Object.keys(reached) as (keyof typeof reached)[])("%s is met by a client", async (code) => {
  expect(await reached[code]()).toContain(`"code":"${code}"`);
});

it.each(codes)("%s is told of in the README and in the schema", (code) => {
  const fileOf = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
  expect(fileOf("README.md")).toContain(`| \`${code}\` | ${errorCodes[code].http} |`);
  expect(fileOf("schema/schema.graphql")).toMatch(new RegExp(`^ {2}${code}$`, "m"));
});
