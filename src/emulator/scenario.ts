import type { Random } from "./random.ts";
import type { World } from "./world.ts";

/** What a scenario plays with: the world, and a random stream that no API call draws from. */
export type Stage = Pick<World, "clock" | "region" | "account" | "state" | "random">;

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

/** Sets the opening state up at once and returns what happens from then on, if anything does. */
export type Scenario = (stage: Stage) => Course | undefined;

/**
 * Opens a scenario and runs its course on the clock until the returned function is called. A move that throws is
 * reported and the course goes on.
 */
export function runScenario(
  scenario: Scenario,
  stage: Stage,
  report: (move: string, error: unknown) => void,
): () => void {
  const course = scenario(stage);
  if (!course) return () => {};
  const { everyMs, moves } = course;
  let cancel: (() => void) | undefined;

  function beat(): void {
    schedule();
    const move = weighted(moves, stage.random);
    try {
      move?.play();
    } catch (error) {
      report(move?.name ?? "nothing", error);
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
