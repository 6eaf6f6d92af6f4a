import { onTestFinished } from "vitest";

import { type Context, createContext } from "../../src/context.ts";
import { createLog } from "../../src/log.ts";
import { createUpstream } from "../../src/upstream/index.ts";
import type { Viewer } from "../../src/viewer.ts";
import type { Gateway } from "./gateway.ts";
import { ampleAllowance } from "./quotas.ts";

/** Makes contexts for viewers of any kind, on the emulator of a gateway; its calls are counted from now on. */
export async function contextsOn(gateway: Gateway): Promise<(viewer: Viewer) => Context> {
  const { clock, emulator } = gateway;
  const { url: endpoint, region } = emulator;
  const log = createLog({ level: "silent" });
  const target = { backend: "emulator", endpoint, region } as const;
  const upstream = createUpstream({ target, allowance: ampleAllowance, clock, log });
  onTestFinished(() => upstream.close());
  await upstream.check();
  emulator.resetCalls();
  const services = {
    upstream,
    tokenSigner: undefined,
    about: { backend: "emulator", version: "0" },
  } as const;
  return (viewer) => createContext(services, { viewer, log });
}
