/** A tag that a resource must carry, value included. */
export interface TagSelector {
  readonly key: string;
  readonly value: string;
}

/** What a viewer is bound to: these resources, and those that carry one of these tags. Nothing when both are empty. */
export interface Bound {
  readonly arns: readonly string[];
  readonly tags: readonly TagSelector[];
}

/** Which stages, and what belongs to them, there are for a viewer. */
export type Binding = "all" | Bound;

/**
 * A binding from what a credential says: ARNs, `key=value` selectors, or `*` for everything. What is none of these grants nothing. Equal
 * bindings come out equal, whatever the order.
 */
export function readBinding(entries: readonly string[]): Binding {
  if (entries.includes("*")) return "all";
  const arns = entries.filter((entry) => entry.startsWith("arn:"));
  const tags = entries.filter((entry) => !entry.startsWith("arn:") && entry.indexOf("=") > 0);
  return { arns: distinct(arns), tags: distinct(tags).map(readSelector) };
}

/** Whether a text is one that `readBinding` understands. */
export function isBindingEntry(entry: string): boolean {
  return entry === "*" || entry.startsWith("arn:") || entry.indexOf("=") > 0;
}

/** Whether tags carry one of the selected ones. */
export function carriesOneOf(
  selectors: readonly TagSelector[],
  tags: Readonly<Record<string, string>> | undefined,
): boolean {
  return selectors.some(({ key, value }) => tags && Object.hasOwn(tags, key) && tags[key] === value);
}

/** Whether a stage is one of those that a viewer is bound to, where its tags are at hand. */
export function isBoundTo(
  binding: Binding,
  { arn, tags }: { readonly arn: string; readonly tags: Readonly<Record<string, string>> },
): boolean {
  return binding === "all" || binding.arns.includes(arn) || carriesOneOf(binding.tags, tags);
}

function readSelector(entry: string): TagSelector {
  const at = entry.indexOf("=");
  return { key: entry.slice(0, at), value: entry.slice(at + 1) };
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)].toSorted();
}
