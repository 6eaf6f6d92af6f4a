/** The name that a type or a field has in the graph as the domains declare it, whatever it is served as (`respell.ts`). */
export function declaredName({
  name,
  extensions,
}: {
  name: string;
  extensions?: object | null | undefined;
}): string {
  const { declaredName: declared } = (extensions ?? {}) as { declaredName?: unknown };
  return typeof declared === "string" ? declared : name;
}
