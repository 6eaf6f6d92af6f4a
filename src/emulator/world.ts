import type { Clock } from "../clock.ts";
import type { Agenda } from "./agenda.ts";
import type { Identity } from "./arn.ts";
import type { Happenings } from "./happenings.ts";
import type { History } from "./history.ts";
import type { PageTokens } from "./page.ts";
import type { Random } from "./random.ts";
import type { EmulatorSettings } from "./settings.ts";
import type { State } from "./state.ts";

/** What an operation, the scenario and the in-process driver may touch. Each names the part that it needs. */
export interface World extends Identity, Happenings {
  readonly clock: Clock;
  readonly state: State;
  /** Changes while the emulator runs. */
  readonly settings: Readonly<EmulatorSettings>;
  /** Where the ids of new resources come from. */
  readonly random: Random;
  readonly pageTokens: PageTokens;
  /** What is due later. Anything with a delay is planned here, because snapshots carry plans but no timers. */
  readonly agenda: Agenda;
  readonly history: History;
}

/** What the life of stages and participants needs. */
export type Living = Pick<
  World,
  "clock" | "region" | "account" | "state" | "settings" | "random" | "happened" | "agenda"
>;
