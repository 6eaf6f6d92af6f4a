/**
 * Reads something once for all who ask for it together. Whoever asks while it is being read is given what is read next, because what is
 * under way may have passed what they miss; where it came to nothing, they are told that.
 */
export function createRounds<Value>(): (
  key: string,
  read: () => Promise<Value | undefined>,
) => Promise<Value | undefined> {
  interface Round {
    readonly reading: Promise<Value | undefined>;
    next?: Promise<Value | undefined>;
  }
  const rounds = new Map<string, Round>();

  function begin(key: string, read: () => Promise<Value | undefined>): Promise<Value | undefined> {
    const round: Round = { reading: read() };
    rounds.set(key, round);
    const forget = () => void (rounds.get(key) === round && !round.next && rounds.delete(key));
    round.reading.then(forget, forget);
    return round.reading;
  }

  return (key, read) => {
    const round = rounds.get(key);
    if (!round) return begin(key, read);
    round.next ??= round.reading.then(
      (value) => {
        rounds.delete(key);
        return value && begin(key, read);
      },
      (error: unknown) => {
        rounds.delete(key);
        throw error;
      },
    );
    return round.next;
  };
}
