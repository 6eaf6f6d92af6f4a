import type { Answer } from "./payload.ts";

/** Why there are no more answers: nothing is left to tell, or the client is to come back and go on. */
export type End = "complete" | "interrupted";

/** The answers of one subscription, as its client takes them. `next` is called again only after it has settled. */
export type Results = AsyncIterableIterator<Answer, End>;

/**
 * Executes the items of a source one by one, when the next answer is asked for: whoever takes nothing costs nothing, and nothing
 * queues up here. `return()` and `end()` settle a `next()` that waits and let go of the source, whatever that does.
 */
export function createResults(options: {
  source: AsyncIterator<unknown>;
  answerTo: (item: unknown) => Promise<Answer>;
  failureOf: (error: unknown) => Answer;
  /** What it means that the source has finished. */
  endOfSource: () => End;
  onEnd: () => void;
}): { results: Results; end(how: End, last?: Answer): void } {
  const { source, answerTo, failureOf, endOfSource, onEnd } = options;
  let over: End | undefined;
  let last: Answer | undefined;
  let waiting: ((result: IteratorResult<Answer, End>) => void) | undefined;

  function end(how: End, finalAnswer?: Answer): void {
    if (over) return;
    over = how;
    last = finalAnswer;
    onEnd();
    waiting?.(closing(how));
    letGo(source).catch(() => undefined);
  }

  /** The last answer, if there is one, and then the end. */
  function closing(how: End): IteratorResult<Answer, End> {
    const value = last;
    last = undefined;
    return value ? { done: false, value } : { done: true, value: how };
  }

  async function pull(): Promise<void> {
    try {
      const { done, value } = await source.next();
      if (done) return end(endOfSource());
      const answer = await answerTo(value);
      if (!over) waiting?.({ done: false, value: answer });
    } catch (error) {
      end("complete", failureOf(error));
    }
  }

  return {
    end,
    results: {
      next() {
        if (over) return Promise.resolve(closing(over));
        return new Promise((resolve) => {
          waiting = (result) => {
            waiting = undefined;
            resolve(result);
          };
          void pull();
        });
      },
      return() {
        end("complete");
        last = undefined;
        return Promise.resolve({ done: true, value: "complete" as const });
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    },
  };
}

/** Whatever a source says to this, and if it never does, nobody waits for it. */
async function letGo(source: AsyncIterator<unknown>): Promise<void> {
  await source.return?.();
}
