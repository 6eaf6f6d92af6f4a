import type { Random } from "./random.ts";
import type { World } from "./world.ts";

/** What a scenario plays with: the world, with a random stream that no API call draws from. */
export type Stage = World;

/** Something that may happen at a beat. Does nothing when the state does not allow it. */
export interface Move {
  name: string;
  /** How often compared with the other moves. */
  weight: number;
  play(): void;
}

/** What goes on after the opening: one move at a time, without end. */
export interface Course {
  /** The shortest and the longest time between two moves. */
  everyMs: readonly [shortest: number, longest: number];
  moves: readonly Move[];
}

export interface Scenario {
  /** Sets the opening state up at once. */
  open(stage: Stage): void;
  /** What happens from then on; remembers nothing but what is in the state, so that a snapshot can be gone on with. */
  course?(stage: Stage): Course;
}

/**
 * Runs a scenario's course on the clock until the returned function is called, after its opening unless that has been
 * before. A move that throws, the opening too, is reported and the course goes on.
 */
export function runScenario(
  scenario: Scenario,
  stage: Stage,
  options: { opened: boolean; report: (move: string, error: unknown) => void },
): () => void {
  try {
    if (!options.opened) scenario.open(stage);
  } catch (error) {
    options.report("opening", error);
  }
  const course = scenario.course?.(stage);
  if (!course) return () => {};
  const { everyMs, moves } = course;
  let cancel: (() => void) | undefined;

  function beat(): void {
    schedule();
    const move = weighted(moves, stage.random);
    try {
      move?.play();
    } catch (error) {
      options.report(move?.name ?? "nothing", error);
    }
  }
  function schedule(): void {
    cancel = stage.clock.after(stage.random.integer(...everyMs), beat);
  }
  schedule();
  return () => cancel?.();
}

function weighted(moves: readonly Move[], random: Random): Move | undefined {
  let ticket = random.next() * moves.reduce((sum, move) => sum + move.weight, 0);
  return moves.find((move) => (ticket -= move.weight) < 0);
}
