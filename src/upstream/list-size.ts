import type { OperationName } from "./operations.ts";

/**
 * How many pages a List takes at most, before any was read: AWS's default resource quota over the largest page.
 * "Service Quotas" of the IVS Real-Time Streaming user guide; raised quotas are noticed when a longer List is seen.
 */
const assumedPages: Partial<Record<OperationName, number>> = {
  ListStages: 10,
  ListCompositions: 1,
  ListEncoderConfigurations: 1,
  ListStorageConfigurations: 1,
  ListIngestConfigurations: 1,
  ListPublicKeys: 1,
};

/** Remembers how long each List was when it was last read to its end. */
export interface ListSizes {
  pages(operation: OperationName): number;
  /** At most how many there can be by now, if it has not grown by more than a page since. Infinity when nobody knows. */
  most(operation: OperationName): number;
  /** `pages` were read; `complete` when the last of them was the end of the List. */
  saw(operation: OperationName, pages: number, complete: boolean): void;
}

export function createListSizes(): ListSizes {
  const seen = new Map<OperationName, number>();
  const assumed = (operation: OperationName) => assumedPages[operation] ?? Infinity;
  const pages = (operation: OperationName) => seen.get(operation) ?? assumed(operation);
  return {
    pages,
    most(operation) {
      const last = seen.get(operation);
      return last === undefined ? assumed(operation) : Math.min(last + 1, Math.max(last, assumed(operation)));
    },
    saw(operation, count, complete) {
      if (complete || count >= pages(operation)) seen.set(operation, complete ? count : count + 1);
    },
  };
}
