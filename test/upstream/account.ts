import { onTestFinished } from "vitest";

import { createEmulator } from "../../src/emulator/server.ts";
import { createLog } from "../../src/log.ts";
import { createUpstream } from "../../src/upstream/index.ts";
import { studio } from "../queries/world.ts";
import { ampleAllowance } from "../support/quotas.ts";
import { createQuiescentClock } from "../support/quiescent-clock.ts";

/** An upstream that remembers, on an account where everything is linked with everything. Time stands still. */
export async function openAccount(cache = { bytes: 64_000_000, staleMs: 60_000 }) {
  const clock = createQuiescentClock(() => {
    const { requests: emulatorRequests, parked } = emulator.activity();
    const upstreamCalls = upstream.inFlight;
    return { clientRequests: 0, gatewayRequests: 0, upstreamCalls, emulatorRequests, parked };
  });
  const emulator = await createEmulator({ clock, settings: { throttle: "off" } });
  const { url: endpoint, region } = emulator;
  const upstream = createUpstream({
    target: { backend: "emulator", endpoint, region },
    allowance: ampleAllowance,
    cache,
    clock,
    log: createLog({ level: "silent" }),
  });
  onTestFinished(async () => {
    await upstream.close();
    await emulator.close();
  });
  const world = await studio(emulator);
  clock.moveTo(clock.monotonic() + 2_000);
  return { clock, emulator, upstream, world };
}

export type Account = Awaited<ReturnType<typeof openAccount>>;
