import * as fc from "fast-check";
import { expect, test } from "vitest";

import { createRandom } from "../../src/emulator/random.ts";
import { encodeGlobalId } from "../../src/graph/global-id.ts";
import { scopes } from "../../src/viewer.ts";
import { createKnown, type Known } from "../queries/known.ts";
import { drawQuery } from "../queries/random-query.ts";
import { type Gateway, startGateway } from "../support/gateway.ts";
import { withoutLimits } from "../support/limits.ts";
import { tokenKeyEnv } from "../support/token-key.ts";
import { as, routerEnv } from "../support/viewers.ts";
import { createTenant, type Tenant } from "./world.ts";

const interleavings = Math.max(1_000, Number(process.env["PROVE_RUNS"] ?? 0) / 10);
const interleavingsPerWorld = 20;
const mostAtOnce = 4;

interface Side {
  readonly tenant: Tenant;
  /** The headers of its viewers: one bound by a tag, one by ARNs. */
  readonly viewers: readonly Record<string, string>[];
  /** The ARNs and ids that its answers have shown, and those that it has from the beginning. */
  readonly own: Set<string>;
}

function sideOf(tenant: Tenant): Side {
  const { stage, annex, storage, encoder, ingest, composition, host, cameraId, streamKey } = tenant;
  // Who may tag stages can show them to others: not by ARNs, where nobody here knows which tags bind.
  const untagging = scopes.filter((scope) => scope !== "ivs:tags:write");
  return {
    tenant,
    viewers: [
      as(`${tenant.tenant}-tag`, { stages: [`tenant=${tenant.tenant}`] }),
      as(`${tenant.tenant}-arn`, { stages: [stage, annex, storage, encoder], scopes: untagging }),
    ],
    own: new Set([
      stage,
      annex,
      storage,
      encoder,
      ingest,
      composition,
      cameraId,
      streamKey,
      host.sessionId,
      host.participantId,
    ]),
  };
}

const namingFields = new Set([
  "id",
  "deletedId",
  "participantId",
  "remoteParticipantId",
  "sessionId",
  "activeSessionId",
  "streamKey",
  "token",
  "sourceSessionId",
  "destinationSessionId",
]);

/** Whatever in an answer names something; what it says of failures may name what was asked for, as does a token whose participant the asker named. */
function* namesIn(answer: unknown, isSigned = false): Generator<string> {
  if (typeof answer !== "object" || answer === null) return;
  const isOfSigning = isSigned || Reflect.get(answer, "__typename") === "SignParticipantTokenPayload";
  for (const [key, value] of Object.entries(answer)) {
    const name = key.replace(/_\d+$/, "");
    if (typeof value === "string") {
      const isArn = value.startsWith("arn:aws:ivs:") && !value.includes(":channel/");
      const isChosen = name === "message" || (isSigned && name === "participantId");
      if (!isChosen && (isArn || namingFields.has(name))) yield value;
    } else yield* namesIn(value, isOfSigning && name === "participantToken");
  }
}

async function startWorld(): Promise<{ gateway: Gateway; sides: readonly [Side, Side]; known: Known }> {
  const gateway = await startGateway({
    env: {
      ...withoutLimits,
      ...routerEnv,
      ...tokenKeyEnv,
      IVS_GRAPHQL_CACHE_BYTES: "64000000",
      IVS_GRAPHQL_MAX_UPSTREAM_CALLS: "1000000",
    },
    settings: {
      throttle: "off",
      compositionsPerAccount: 100,
      storageConfigurationsPerAccount: 100,
      encoderConfigurationsPerAccount: 100,
    },
    headers: as("operator"),
  });
  const tenants = [await createTenant(gateway, "acme"), await createTenant(gateway, "beta")] as const;
  const sides = [sideOf(tenants[0]), sideOf(tenants[1])] as const;
  const arns = tenants.flatMap(({ stage, annex, storage, encoder, ingest, composition }) => [
    stage,
    annex,
    storage,
    encoder,
    ingest,
    composition,
  ]);
  const seen = createKnown(arns);
  for (const { stage, composition, ingest, storage, host, cameraId } of tenants) {
    const { participantId, sessionId } = host;
    seen.saw({ participantId, sessionId });
    seen.saw({ participantId: cameraId });
    for (const id of [
      encodeGlobalId("Stage", stage),
      encodeGlobalId("Participant", `${stage}|${sessionId}|${participantId}`),
      encodeGlobalId("StageSession", `${stage}|${sessionId}`),
      encodeGlobalId("Composition", composition),
      encodeGlobalId("IngestConfiguration", ingest),
      encodeGlobalId("StorageConfiguration", storage),
    ])
      seen.saw({ id });
  }
  const known: Known = {
    ...seen,
    texts(type, name, of) {
      if (name === "key" || name === "tagKeys") return ["tenant", "canary", "role"];
      if (name === "value" || name === "values") return ["acme", "beta", "x"];
      return seen.texts(type, name, of);
    },
  };
  return { gateway, sides, known };
}

/** Asks on behalf of one side, and expects nothing of the other in the answer. */
async function expectOwn(
  gateway: Gateway,
  known: Known,
  [side, other]: readonly [Side, Side],
  headers: Record<string, string>,
  { document, variables }: { document: string; variables: Record<string, unknown> },
): Promise<boolean> {
  const { data, errors } = await gateway.query(document, variables, headers);
  const leaks = [...namesIn(data)].filter((name) => other.own.has(name));
  const text = JSON.stringify([data, errors]);
  if (text.includes(`${other.tenant.tenant}-`))
    leaks.push(text.slice(text.indexOf(`${other.tenant.tenant}-`)).slice(0, 40));
  if (leaks.length > 0)
    throw new Error(
      `${side.tenant.tenant} was shown ${leaks.join(", ")} by\n${document}\n${JSON.stringify(variables)}`,
    );
  expect((errors ?? []).map(({ extensions }) => extensions["code"])).not.toContain("INTERNAL");
  for (const name of namesIn(data)) side.own.add(name);
  known.saw(data);
  return [...namesIn(data)].length > 0;
}

test(`no answer to one of two tenants shows anything of the other (${interleavings} interleavings)`, async () => {
  let telling = 0;
  let asked = 0;
  const property = fc.asyncProperty(fc.integer(), async (seed) => {
    const random = createRandom(seed, "tenants");
    const { gateway, sides, known } = await startWorld();
    const [acme, beta] = sides;
    for (let count = 0; count < interleavingsPerWorld; count += 1) {
      const query = drawQuery(random, known);
      const together = Array.from({ length: random.integer(2, mostAtOnce) }, (_, index) => {
        const order = (index + count) % 2 === 0 ? sides : ([beta, acme] as const);
        // The same is asked by both, so that what one was told is there to be told the other.
        const drawn = random.integer(1, 3) === 1 ? drawQuery(random, known) : query;
        return expectOwn(gateway, known, order, random.pick([...order[0].viewers]), drawn);
      });
      const told = await Promise.all(together);
      asked += told.length;
      telling += told.filter(Boolean).length;
      if (random.integer(1, 4) === 1) await gateway.clock.advance(random.integer(1, 3_000));
    }
    await gateway.close();
  });
  await fc.assert(property, {
    numRuns: Math.ceil(interleavings / interleavingsPerWorld),
    endOnFailure: true,
    // Signs for a participant whom the other side has under the same id.
    examples: [[783_229_385]],
  });
  expect(telling).toBeGreaterThan(asked / 20);
}, 3_600_000);
