/** Without the members that are absent or null: AWS takes the one for a default and refuses the other. */
export function present<Members extends object>(
  members: Members,
): { [Name in keyof Members]?: NonNullable<Members[Name]> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value != null)) as never;
}
