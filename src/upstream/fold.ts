import type { ListSizes } from "./list-size.ts";
import type { OperationName } from "./operations.ts";
import { readPages } from "./pages.ts";

/** A List that shows every object of a kind, so that many summaries can come from a few pages. */
export interface FoldedList<Summary> {
  /** The page that `nextToken` names; the first without one. */
  page(nextToken: string | undefined): Promise<{ items: readonly Summary[]; nextToken: string | undefined }>;
  /** How many pages reading the whole List is expected to cost. */
  expectedPages(): number;
  /** How many pages it has at most, as far as anybody knows; undefined when nobody does. */
  mostPages(): number | undefined;
  /** Told after each reading: how many pages were read, and whether the last of them ended the List. */
  finished(pages: number, complete: boolean): void;
}

/** A List that `sizes` knows the length of. */
export function sizedList<Summary>(
  operation: OperationName,
  sizes: ListSizes,
  page: FoldedList<Summary>["page"],
): FoldedList<Summary> {
  return {
    page,
    expectedPages: () => sizes.pages(operation),
    mostPages: () => sizes.most(operation),
    finished: (pages, complete) => sizes.saw(operation, pages, complete),
  };
}

/** Answers by key. A key that is missing must be asked for singly. */
type Listed<Summary> = ReadonlyMap<string, Promise<Summary | null>>;

const usualCallMs = 150;
const callsPerSecond = 5;

/**
 * Whether reading a List's pages costs fewer calls than a Get for each key, and no more time: Gets go together, as many a
 * second as AWS grants, while a page's token comes with the page before.
 */
function foldPays(keys: number, pages: number): boolean {
  const getsMs = Math.floor((keys - 1) / callsPerSecond) * 1_000 + usualCallMs;
  return pages < keys && pages * usualCallMs <= getsMs;
}

/** At most how many keys are asked for singly, where the List has so many pages: more of them are cheaper from the List. */
export function mostGets(pages: number): number {
  if (!Number.isFinite(pages)) return Infinity;
  let keys = pages;
  while (!foldPays(keys + 1, pages)) keys += 1;
  return keys;
}

/**
 * Reads a List for the summaries of many keys when that costs fewer calls than asking for each. Readings of one request
 * share what they saw: keys that are wanted while a reading is under way wait for it first. Where it is known how long the List can be,
 * the Gets that the request has cost before count too, so that keys that come a few at a time cost no more than that many Gets
 * and one reading. A List that is longer than that, or than anybody knows, is given up as soon as its pages and a Get for each key
 * that is still missing are more than the keys.
 */
export function createListReader<Summary>(
  list: FoldedList<Summary>,
  keyOf: (summary: Summary) => string,
  onRead: (summary: Summary) => void,
) {
  const seen = new Map<string, Summary>();
  let ended = false;
  let reading: Promise<void> | undefined;
  let gets = 0;

  async function read(wanted: Set<string>, maxPages: number): Promise<void> {
    const mostPages = list.mostPages() ?? 0;
    let pagesRead = 0;
    const readPage = async (nextToken: string | undefined) => {
      const page = await list.page(nextToken);
      pagesRead += 1;
      for (const summary of page.items) {
        seen.set(keyOf(summary), summary);
        wanted.delete(keyOf(summary));
        onRead(summary);
      }
      return page;
    };
    const isLost = () => pagesRead >= mostPages && pagesRead + wanted.size > maxPages;
    const { pages, complete } = await readPages(readPage, maxPages, () => wanted.size === 0 || isLost());
    ended = complete;
    list.finished(pages.length, complete);
  }

  return {
    /** Never rejects; a key whose reading failed has the failure as its answer. */
    async find(keys: ReadonlySet<string>): Promise<Listed<Summary>> {
      while (reading) await reading.catch(() => undefined);
      const answers = new Map<string, Promise<Summary | null>>();
      const answerSeen = () => {
        for (const key of keys) {
          const summary = seen.get(key);
          if (summary !== undefined || ended) answers.set(key, Promise.resolve(summary ?? null));
        }
      };
      if (seen.size > 0 || ended) answerSeen();

      const missing = new Set([...keys].filter((key) => !answers.has(key)));
      const keysSoFar = missing.size + (list.mostPages() === undefined ? 0 : gets);
      if (missing.size === 0 || !foldPays(keysSoFar, list.expectedPages())) {
        gets += missing.size;
        return answers;
      }
      reading = read(missing, keysSoFar);
      const failure = await reading.then(
        () => undefined,
        (error: unknown) => ({ error }),
      );
      reading = undefined;
      answerSeen();
      gets += missing.size;
      if (failure) for (const key of missing) answers.set(key, Promise.reject(failure.error));
      return answers;
    },
  };
}
