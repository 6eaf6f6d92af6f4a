import type { Clock } from "../clock.ts";
import type { Identity } from "./arn.ts";
import type { PageTokens } from "./page.ts";
import type { Random } from "./random.ts";
import type { EmulatorSettings } from "./settings.ts";
import type { State } from "./state.ts";

/** What an operation, the scenario and the in-process driver may touch. Each names the part that it needs. */
export interface World extends Identity {
  readonly clock: Clock;
  readonly state: State;
  /** Changes while the emulator runs. */
  readonly settings: Readonly<EmulatorSettings>;
  /** Where the ids of new resources come from. */
  readonly random: Random;
  readonly pageTokens: PageTokens;
}
