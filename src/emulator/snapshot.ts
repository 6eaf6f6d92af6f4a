import type { WaitingEvent } from "./event-delivery.ts";
import { createRandom, type Random, type RandomPosition } from "./random.ts";
import type { EmulatorSettings } from "./settings.ts";
import { isInstant, isRecord, isWaitingEvent, requireState } from "./snapshot-shape.ts";
import type { StateCopy } from "./state.ts";

/** Everything that an emulator remembers, as JSON can carry it. Holds no tokens, only what they are known by. */
export interface Snapshot {
  readonly version: 1;
  /** The emulated time in milliseconds since the epoch, which the next emulator does not go back behind. Older snapshots have none. */
  readonly time?: number;
  readonly region: string;
  readonly account: string;
  readonly seed: number;
  readonly settings: EmulatorSettings;
  /** How far the random streams were, so that no ID is given out twice. */
  readonly random: Readonly<Record<StreamName, RandomPosition>>;
  readonly state: unknown;
  /** Events that no target has taken yet; absent in older snapshots. */
  readonly events?: readonly WaitingEvent[];
  /** What went on; absent in older snapshots. */
  readonly scenario?: string;
}

/** The last millisecond that a date can hold. */
const lastInstant = 8.64e15;

type StreamName = "resources" | "life" | "scenario" | "requests" | "events";

/** The emulator's random streams at their beginning, or where they were. */
export function createStreams(seed: number, from?: Snapshot["random"]): Readonly<Record<StreamName, Random>> {
  const stream = (name: StreamName) => createRandom(seed, name, from?.[name]);
  return {
    resources: stream("resources"),
    life: stream("life"),
    scenario: stream("scenario"),
    requests: stream("requests"),
    events: stream("events"),
  };
}

/** How far the streams are. */
export function positionsOf(streams: Readonly<Record<StreamName, Random>>): Snapshot["random"] {
  const { resources, life, scenario, requests, events } = streams;
  return {
    resources: resources.position(),
    life: life.position(),
    scenario: scenario.position(),
    requests: requests.position(),
    events: events.position(),
  };
}

/** Throws a TypeError for a snapshot that no emulator wrote, or of another version, Region or account: its ARNs would be foreign. */
export function requireReadable(
  snapshot: Snapshot | undefined,
  wanted: { region?: string | undefined; account?: string | undefined },
): void {
  if (!snapshot) return;
  if (snapshot.version !== 1)
    throw new TypeError(`a snapshot of version ${String(snapshot.version)} cannot be read`);
  if (snapshot.time !== undefined && (!isInstant(snapshot.time) || snapshot.time > lastInstant))
    throw new TypeError("the snapshot's time is none");
  const { events = [] } = snapshot;
  if (!Array.isArray(events) || !events.every(isWaitingEvent))
    throw new TypeError("the snapshot's events are none");
  for (const part of ["region", "account"] as const)
    if (wanted[part] !== undefined && wanted[part] !== snapshot[part])
      throw new TypeError(`the snapshot is of ${snapshot[part]}, not of ${wanted[part]}`);
}

/** JSON for the state: dates and maps become objects with a `$` key, and keys that begin with `$` get another one. */
export function encodeState(copy: StateCopy): unknown {
  return encode(copy);
}

/** The reverse. Throws a TypeError for what no emulator of this version has encoded. */
export function decodeState(encoded: unknown): StateCopy {
  const copy = decode(encoded);
  requireState(copy);
  return copy;
}

function encode(value: unknown): unknown {
  if (value instanceof Date) return { $date: value.toISOString() };
  if (value instanceof Map) return { $map: [...value].map(([key, member]) => [encode(key), encode(member)]) };
  if (Array.isArray(value)) return value.map(encode);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key.startsWith("$") ? `$${key}` : key, encode(member)]),
  );
}

function decode(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decode);
  if (!isRecord(value)) return value;
  const { $date: date, $map: map } = value;
  if (typeof date === "string") return decodeDate(date);
  if (Array.isArray(map))
    return new Map(map.filter(Array.isArray).map(([key, member]) => [decode(key), decode(member)]));
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key.startsWith("$$") ? key.slice(1) : key, decode(member)]),
  );
}

function decodeDate(text: string): Date {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) throw new TypeError(`the snapshot's date ${text} is none`);
  return date;
}
