import type { Scenario } from "../scenario.ts";

/** An account without stages, where nothing happens by itself. */
export const quiet: Scenario = { open() {} };
