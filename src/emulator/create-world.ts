import type { Clock } from "../clock.ts";
import { createAgenda } from "./agenda.ts";
import { followStage } from "./composition.ts";
import { runErrand } from "./run-errand.ts";
import { createHappenings, type Happening } from "./happenings.ts";
import { createHistory, witnessed } from "./history.ts";
import { followParticipants } from "./ingest.ts";
import { createPageTokens } from "./page.ts";
import type { Random } from "./random.ts";
import { followPublishers } from "./replication.ts";
import type { EmulatorSettings } from "./settings.ts";
import { createState, type StateCopy } from "./state.ts";
import type { World } from "./world.ts";

/** An account in a Region with everything that lives in it, empty unless a copy is given. Nothing of it listens. */
export function createWorld(options: {
  clock: Clock;
  region: string;
  account: string;
  /** Page tokens of another seed are not honoured. */
  seed: number;
  settings: Readonly<EmulatorSettings>;
  random: Random;
  /** For what follows from other things by itself, so that calls do not change the course of events. */
  lifeRandom: Random;
  state?: StateCopy | undefined;
  /** Hears of everything that happens, of each thing before what follows from it. */
  hear?: (happening: Happening) => void;
  /** Hears of what goes wrong while nobody calls. */
  report: (what: string, error: unknown) => void;
}): World {
  const { region, account, seed, settings, report } = options;
  const state = createState(options.state);
  const history = createHistory({ clock: options.clock, settings, state });
  const clock = witnessed(options.clock, history.changed);
  const world: World = {
    clock,
    region,
    account,
    settings,
    state,
    random: options.random,
    pageTokens: createPageTokens({ clock, settings, key: `${seed}/${account}/${region}` }),
    ...createHappenings(({ kind }, error) => report(`listener to ${kind} failed`, error)),
    agenda: createAgenda({
      clock,
      plans: state.plans,
      run: (errand) => runErrand(life, errand),
      report: ({ kind }, error) => report(`errand ${kind} failed`, error),
    }),
    history,
  };
  const life: World = { ...world, random: options.lifeRandom };
  if (options.hear) world.subscribe(options.hear);
  world.subscribe((happening) => followPublishers(life, happening));
  world.subscribe((happening) => followParticipants(world, happening));
  world.subscribe((happening) => followStage(world, happening));
  return world;
}
