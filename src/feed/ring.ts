/** What can stand in a ring: it holds its own neighbours, so that it can leave from anywhere at once. */
export interface Link<Item> {
  ring: Ring<Item> | undefined;
  before: Item | undefined;
  behind: Item | undefined;
}

/** Those who wait, in the order in which they came. */
export interface Ring<Item> {
  readonly first: Item | undefined;
  readonly size: number;
  /** Puts an item at the end; it leaves the ring that it stood in. */
  add(item: Item): void;
  remove(item: Item): void;
}

/** An empty ring. */
export function createRing<Item extends Link<Item>>(): Ring<Item> {
  let first: Item | undefined;
  let last: Item | undefined;
  let size = 0;
  const ring: Ring<Item> = {
    get first() {
      return first;
    },
    get size() {
      return size;
    },
    add(item) {
      leaveRing(item);
      item.ring = ring;
      item.before = last;
      if (last) last.behind = item;
      else first = item;
      last = item;
      size += 1;
    },
    remove(item) {
      if (item.ring !== ring) return;
      if (item.before) item.before.behind = item.behind;
      else first = item.behind;
      if (item.behind) item.behind.before = item.before;
      else last = item.before;
      item.ring = undefined;
      item.before = undefined;
      item.behind = undefined;
      size -= 1;
    },
  };
  return ring;
}

/** Takes an item out of whatever ring it stands in. */
export function leaveRing<Item extends Link<Item>>(item: Item): void {
  item.ring?.remove(item);
}
