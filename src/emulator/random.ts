/** A stream of pseudo-random values that is the same for the same seed. Not for secrets. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** A whole number from `from` to `to`, both possible. */
  integer(from: number, to: number): number;
  /** An element of a list that must not be empty. */
  pick<T>(list: readonly T[]): T;
  /** Letters and digits, as in the ids that AWS gives out. */
  alphanumeric(length: number): string;
  hex(length: number): string;
  bytes(length: number): Buffer;
  /** In the form of a version 4 UUID. */
  uuid(): string;
  /** How far the stream is; one that is created with it goes on from there. */
  position(): RandomPosition;
}

export type RandomPosition = readonly [number, number, number, number];

/** Streams of one seed with different labels are independent: drawing from one never shifts another. */
export function createRandom(seed: number, label: string, start?: RandomPosition): Random {
  const { next, position } = sfc32(start ?? warm(hashes(`${seed}/${label}`)));

  function integer(from: number, to: number): number {
    return from + Math.floor(next() * (to - from + 1));
  }

  function text(alphabet: string, length: number): string {
    let result = "";
    while (result.length < length) result += alphabet.charAt(integer(0, alphabet.length - 1));
    return result;
  }

  return {
    next,
    position,
    integer,
    pick(list) {
      const chosen = list[integer(0, list.length - 1)];
      if (chosen === undefined) throw new RangeError("nothing to pick from");
      return chosen;
    },
    alphanumeric: (length) => text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", length),
    hex: (length) => text("0123456789abcdef", length),
    bytes: (length) => Buffer.from(Array.from({ length }, () => integer(0, 255))),
    uuid() {
      const digits = text("0123456789abcdef", 30);
      const variant = text("89ab", 1);
      return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(12, 15)}-${variant}${digits.slice(15, 18)}-${digits.slice(18)}`;
    },
  };
}

/** A bijection on 32-bit integers (the finaliser of MurmurHash3): different inputs never collide. */
export function scramble(value: number): number {
  let hash = value >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function hashes(text: string): RandomPosition {
  let state = 0x811c9dc5;
  for (const byte of Buffer.from(text)) state = Math.imul(state ^ byte, 0x01000193);
  const word = () => scramble((state = (state + 0x9e3779b9) | 0));
  return [word(), word(), word(), word()];
}

/** The first values of a stream still show what it was seeded with. */
function warm(seeds: RandomPosition): RandomPosition {
  const { next, position } = sfc32(seeds);
  for (let drawn = 0; drawn < 12; drawn += 1) next();
  return position();
}

/** Chris Doty-Humphrey's Small Fast Counter: 128 bits of state, so that forked streams do not overlap. */
function sfc32([first, second, third, counter]: RandomPosition) {
  let a = first;
  let b = second;
  let c = third;
  let d = counter;
  return {
    next(): number {
      const sum = (((a + b) | 0) + d) | 0;
      d = (d + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = ((c << 21) | (c >>> 11)) + sum;
      return (sum >>> 0) / 4294967296;
    },
    position: (): RandomPosition => [a, b, c, d],
  };
}
