/** How many places at the head may be empty before they are given up. */
const mostEmpty = 1_000;

/** Those who wait, first come first served. A Set is none: its first element is found behind all that were removed before it. */
export function createLine<Item>() {
  const members = new Set<Item>();
  let items: Item[] = [];
  let head = 0;

  return {
    get size() {
      return members.size;
    },
    get first(): Item | undefined {
      while (head < items.length && !members.has(items[head] as Item)) head += 1;
      if (head > mostEmpty && 2 * head > items.length) {
        items = items.slice(head);
        head = 0;
      }
      return items[head];
    },
    has: (item: Item): boolean => members.has(item),
    /** Who waits already keeps the place. */
    add(item: Item): void {
      if (members.has(item)) return;
      members.add(item);
      items.push(item);
    },
    delete: (item: Item): boolean => members.delete(item),
  };
}

export type Line<Item> = ReturnType<typeof createLine<Item>>;
