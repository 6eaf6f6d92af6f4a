import { paginate } from "../page.ts";
import type { World } from "../world.ts";

/** One page of a list operation in the order of the settings; `next` is spread into the output. */
export function listPage<Item extends { sequence: number }>(
  { settings, pageTokens }: Pick<World, "settings" | "pageTokens">,
  items: readonly Item[],
  request: { binding: string; size: number; nextToken: string | undefined },
): { items: Item[]; next: { nextToken?: string } } {
  const page = paginate(items, { ...request, order: settings.listOrder }, pageTokens);
  const { nextToken } = page;
  return { items: page.items, next: nextToken === undefined ? {} : { nextToken } };
}
