import { once } from "node:events";
import { createServer } from "node:net";

import type { Clock } from "./clock.ts";
import type { Config } from "./config.ts";
import { createEmulator, type Emulator } from "./emulator/server.ts";
import { StartError } from "./errors.ts";
import type { Log } from "./log.ts";
import { listenFault } from "./start-faults.ts";

/** Starts the emulator within this process, when that is the backend. Throws StartError; whoever has it closes it. */
export async function startEmbedded(config: Config, clock: Clock, log: Log): Promise<Emulator | undefined> {
  return config.backend === "emulator" ? startEmulator(config, clock, log) : undefined;
}

async function startEmulator(config: Config, clock: Clock, log: Log): Promise<Emulator> {
  const port = config.IVS_GRAPHQL_EMULATOR_PORT;
  try {
    return await createEmulator({
      clock,
      port,
      scenario: config.IVS_GRAPHQL_EMULATOR_SCENARIO,
      seed: config.IVS_GRAPHQL_EMULATOR_SEED,
      log: ({ level, message, ...facts }) => log[level](facts, message),
    });
  } catch (error) {
    const taken = await portFault(config);
    throw new StartError([...taken, listenFault("IVS_GRAPHQL_EMULATOR_PORT", port, "127.0.0.1", error)]);
  }
}

/** Whether the graph's own port could be had, when it is already clear that the start fails. */
async function portFault({ PORT, HOST }: Config): Promise<string[]> {
  const probe = createServer();
  try {
    probe.listen(PORT, HOST);
    await once(probe, "listening");
    return [];
  } catch (error) {
    return [listenFault("PORT", PORT, HOST, error)];
  } finally {
    probe.close();
  }
}
