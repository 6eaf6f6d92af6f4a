import { UpstreamError } from "../errors.ts";

/** A page that fails so often running is not asked for again. */
const failuresUntilBroken = 3;

/** What came of a page. `broken`: nothing that follows from the list being whole may be concluded from this walk. */
export type Step = "more" | "end" | "broken";

/**
 * One walk through a List, page by page, for as long as anybody cares to go on: a page that failed is asked for again, until it
 * counts as broken. A token that comes twice, one that is refused, and a list that does not end break the walk too.
 */
export interface Walk {
  /** When its first page was asked for. */
  readonly startedAt: number;
  /** Whether the next page can be asked for: none is under way, and it is not over. */
  readonly isWaiting: boolean;
  readonly nextToken: string | undefined;
  readonly pages: number;
  begin(): void;
  page(nextToken: string | undefined): Step;
  failed(error: unknown): "again" | "broken";
}

/** A walk that begins now. */
export function createWalk(startedAt: number, mostPages: number): Walk {
  const tokens = new Set<string>();
  let nextToken: string | undefined;
  let pages = 0;
  let failures = 0;
  let isUnderWay = false;
  let isOver = false;

  const breakOff = (): "broken" => {
    isOver = true;
    return "broken";
  };

  return {
    startedAt,
    get isWaiting() {
      return !isUnderWay && !isOver;
    },
    get nextToken() {
      return nextToken;
    },
    get pages() {
      return pages;
    },
    begin() {
      isUnderWay = true;
    },
    page(following) {
      isUnderWay = false;
      failures = 0;
      pages += 1;
      if (!following) {
        isOver = true;
        return "end";
      }
      if (tokens.has(following) || pages >= mostPages) return breakOff();
      tokens.add(following);
      nextToken = following;
      return "more";
    },
    failed(error) {
      isUnderWay = false;
      failures += 1;
      const isRefused =
        error instanceof UpstreamError && (error.code === "BAD_USER_INPUT" || error.code === "NOT_FOUND");
      return isRefused || failures >= failuresUntilBroken ? breakOff() : "again";
    },
  };
}
