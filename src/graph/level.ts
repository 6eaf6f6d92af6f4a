/** Applies `pick` now when the loader already had the object, later when it has to ask; null stays null. */
export function pickFrom<Known extends object, Value>(
  loaded: Known | Promise<Known | null>,
  pick: (known: Known) => Value,
): Value | null | Promise<Value | null> {
  return loaded instanceof Promise ? loaded.then((known) => known && pick(known)) : pick(loaded);
}
