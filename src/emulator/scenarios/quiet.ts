/** An account without stages, where nothing happens by itself. */
export function quiet(): undefined {
  return undefined;
}
