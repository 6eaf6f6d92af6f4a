import type { Scenario } from "../scenario.ts";
import { quiet } from "./quiet.ts";
import { show } from "./show.ts";

/** Every scenario by the name that chooses it. */
export const scenarios = { quiet, show } satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof scenarios;
