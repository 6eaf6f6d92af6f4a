/**
 * Reads a List page by page, one call each: to its end, `maxPages` at most, not beyond the page of which `isEnough` says so, nor
 * beyond a token that came before. Whether the List ended is told by `nextToken` of the last page.
 */
export async function readPages<Page extends { nextToken: string | undefined }>(
  read: (nextToken: string | undefined) => Promise<Page>,
  maxPages: number,
  isEnough: (page: Page) => boolean = () => false,
): Promise<{ pages: readonly Page[]; first: Page; complete: boolean }> {
  const first = await read(undefined);
  const pages = [first];
  const tokens = new Set<string>();
  let last = first;
  while (last.nextToken !== undefined && pages.length < maxPages && !isEnough(last)) {
    if (tokens.has(last.nextToken)) break;
    tokens.add(last.nextToken);
    last = await read(last.nextToken);
    pages.push(last);
  }
  return { pages, first, complete: last.nextToken === undefined };
}

/** Pages of a List of any length that a request may read beyond the first of each reading: all its readings share them. */
export interface FurtherPages {
  /** Whether one more may be read, which is then taken. */
  take(): boolean;
}

export function createFurtherPages(count: number): FurtherPages {
  let left = count;
  return {
    take() {
      if (left === 0) return false;
      left -= 1;
      return true;
    },
  };
}
