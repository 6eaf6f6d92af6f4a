import type { Scenario } from "../scenario.ts";
import { crowd } from "./crowd.ts";
import { quiet } from "./quiet.ts";
import { rehearsal } from "./rehearsal.ts";
import { show } from "./show.ts";
import { trouble } from "./trouble.ts";

/** Every scenario by the name that chooses it. */
export const scenarios = { quiet, rehearsal, show, crowd, trouble } satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof scenarios;
