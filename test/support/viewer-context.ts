import { onTestFinished } from "vitest";

import type { Audit } from "../../src/audit.ts";
import { type Context, createContext, type Services } from "../../src/context.ts";
import { createCursors } from "../../src/feed/cursor.ts";
import { createIdempotencyKeys } from "../../src/idempotency.ts";
import { createLog } from "../../src/log.ts";
import type { CacheSettings } from "../../src/upstream/cache.ts";
import { createUpstream } from "../../src/upstream/index.ts";
import { createViewer } from "../../src/viewer.ts";
import type { Gateway } from "./gateway.ts";
import { ampleAllowance } from "./quotas.ts";
import { watchesOn } from "./watches.ts";

/** An audit that nobody reads. */
export const silentAudit: Audit = { write: async () => {}, close: async () => {} };

/** Makes contexts for viewers of any kind, on the emulator of a gateway; its calls are counted from now on. */
export async function contextsOn(
  gateway: Gateway,
  others: Partial<Services> = {},
  cache: CacheSettings = { bytes: 0, staleMs: 0 },
): Promise<(facts: Parameters<typeof createViewer>[0]) => Context> {
  const { clock, emulator } = gateway;
  const { url: endpoint, region } = emulator;
  const log = createLog({ level: "silent" });
  const target = { backend: "emulator", endpoint, region } as const;
  const upstream = createUpstream({ target, allowance: ampleAllowance, cache, clock, log });
  onTestFinished(() => upstream.close());
  await upstream.check();
  emulator.resetCalls();
  const services: Services = {
    upstream,
    watches: watchesOn(upstream, clock),
    cursors: createCursors([]),
    tokenSigner: undefined,
    limits: { upstreamCallsOf: () => 40, furtherPages: 5 },
    idempotencyKeys: createIdempotencyKeys({ clock }),
    about: { backend: "emulator", version: "0" },
    audit: silentAudit,
    ...others,
  };
  return (facts) => createContext(services, { viewer: createViewer(facts), log });
}
