import type { StreamItem } from "../stream.ts";
import { type Answer, payloadOf } from "./payload.ts";

interface Group {
  members: number;
  readonly answers: Map<unknown, Promise<Answer>>;
  readonly kept: Set<Kept>;
}

interface Kept {
  readonly group: Group;
  readonly name: unknown;
  readonly bytes: number;
}

/**
 * Answers for subscribers who ask the same: each item is executed once for all of them, wherever they stand. The latest are
 * kept, within `maxBytes` for all groups together; for who is further behind it is executed again.
 */
export function createSharedAnswers(maxBytes: number) {
  const groups = new Map<string, Group>();
  /** Oldest first. */
  const kept = new Set<Kept>();
  let bytesKept = 0;

  function keep(group: Group, name: unknown, bytes: number): void {
    const one = { group, name, bytes };
    kept.add(one);
    group.kept.add(one);
    bytesKept += bytes;
    for (const oldest of kept) {
      if (bytesKept <= maxBytes) break;
      drop(oldest);
    }
  }

  function drop(one: Kept): void {
    kept.delete(one);
    one.group.kept.delete(one);
    one.group.answers.delete(one.name);
    bytesKept -= one.bytes;
  }

  /** Starts an answer and keeps it, unless it tells of a failure that may be over when the next one asks. */
  function start(group: Group, name: unknown, make: () => Promise<Answer>): Promise<Answer> {
    const answer = make();
    group.answers.set(name, answer);
    void settle(group, name, answer);
    return answer;
  }

  async function settle(group: Group, name: unknown, answer: Promise<Answer>): Promise<void> {
    const made = await answer;
    if (made.errors || group.members === 0) group.answers.delete(name);
    else keep(group, name, payloadOf(made).text.length);
  }

  return {
    get groups() {
      return groups.size;
    },
    get bytesKept() {
      return bytesKept;
    },
    /** Joins those who ask the same. */
    join(key: string) {
      const group = groups.get(key) ?? { members: 0, answers: new Map(), kept: new Set() };
      groups.set(key, group);
      group.members += 1;
      return {
        /** The answer to an item. `make` is called by the first who asks, and does not reject. */
        answerTo(item: unknown, make: () => Promise<Answer>): Promise<Answer> {
          const name = nameOf(item);
          // Alone, there is nobody to keep it for.
          if (name === undefined || group.members === 1) return make();
          return group.answers.get(name) ?? start(group, name, make);
        },
        /** To be called once. */
        leave(): void {
          group.members -= 1;
          if (group.members > 0) return;
          groups.delete(key);
          for (const one of group.kept) drop(one);
        },
      };
    },
  };
}

/** What two readers of a log know an item by. */
function nameOf(item: unknown): unknown {
  if (typeof item !== "object" || item === null) return undefined;
  return (item as StreamItem).sameAs ?? item;
}
