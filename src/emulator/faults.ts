import { isOperationName, type OperationName } from "./operations/catalogue.ts";

/** Which calls are spoiled: of this operation ("*" or absent: any), this many times (default 1, Infinity allowed). */
interface FaultTarget {
  operation?: OperationName | "*";
  times?: number;
}

export type Fault = FaultTarget &
  (
    | {
        kind: "error";
        type: string;
        status: number;
        message?: string;
        /** The operation takes effect all the same. */
        afterCommit?: boolean;
      }
    /** The answer of a caller above the quota. */
    | { kind: "throttle" }
    /** A page such as a proxy or a load balancer sends. Default status 502. */
    | { kind: "html"; status?: number; body?: string }
    /** Status 200 without a body. */
    | { kind: "empty" }
    /** The operation takes effect; half of the announced body comes, then the connection ends. */
    | { kind: "truncated" }
    /** Status 200 and a body that is not JSON. */
    | { kind: "garbage" }
    /** Status 200 and JSON of this size, streamed. */
    | { kind: "oversized"; bytes: number }
    /** Waits on the clock, then goes on as usual. */
    | { kind: "latency"; ms: number }
    /** The operation takes effect; its answer comes one byte at a time on the clock. */
    | { kind: "drip"; everyMs: number }
    /**
     * A connection reset: "before" the operation runs, "during" its answer, or "after" it took effect but before
     * any answer.
     */
    | { kind: "reset"; when: "before" | "during" | "after" }
    /** No answer until the client goes away. */
    | { kind: "silent" }
  );

export interface Faults {
  readonly size: number;
  /** Returns the fault's id and a function that removes it. Throws a TypeError for a fault that makes no sense. */
  add(fault: Fault): { id: number; remove: () => boolean };
  /** The oldest fault for this operation, which is used up by that. */
  take(operation: OperationName): Fault | undefined;
  remove(id: number): boolean;
  clear(): void;
}

export function createFaults(): Faults {
  const pending = new Map<number, { fault: Fault; left: number }>();
  let lastId = 0;
  return {
    get size() {
      return pending.size;
    },
    add(fault) {
      requireFault(fault);
      const id = (lastId += 1);
      pending.set(id, { fault: { ...fault }, left: fault.times ?? 1 });
      return { id, remove: () => pending.delete(id) };
    },
    take(operation) {
      for (const [id, entry] of pending) {
        const { operation: target = "*" } = entry.fault;
        if (target !== "*" && target !== operation) continue;
        entry.left -= 1;
        if (entry.left < 1) pending.delete(id);
        return entry.fault;
      }
      return undefined;
    },
    remove: (id) => pending.delete(id),
    clear: () => pending.clear(),
  };
}

interface Field {
  wanted: string;
  holds(value: unknown): boolean;
  optional?: true;
}

const anyText: Field = { wanted: "a text", holds: (value) => typeof value === "string" };
const duration: Field = {
  wanted: "a number of milliseconds from 0",
  holds: (value) => typeof value === "number" && value >= 0 && value < Infinity,
};
const target = {
  operation: optional({
    wanted: 'the name of an operation or "*"',
    holds: (value) => value === "*" || isOperationName(value),
  }),
  times: optional({
    wanted: "a whole number from 1, or Infinity",
    holds: (value) => value === Infinity || whole(value, 1),
  }),
};
const fields: Record<Fault["kind"], Record<string, Field>> = {
  error: {
    type: {
      wanted: "the name of an error",
      holds: (value) => typeof value === "string" && /^[\w.#:-]+$/.test(value),
    },
    status: { wanted: "a status from 400 to 599", holds: (value) => whole(value, 400, 599) },
    message: optional(anyText),
    afterCommit: optional({ wanted: "true or false", holds: (value) => typeof value === "boolean" }),
  },
  throttle: {},
  html: {
    status: optional({ wanted: "a status from 200 to 599", holds: (value) => whole(value, 200, 599) }),
    body: optional(anyText),
  },
  empty: {},
  truncated: {},
  garbage: {},
  oversized: { bytes: { wanted: "a whole number from 14", holds: (value) => whole(value, 14) } },
  latency: { ms: duration },
  drip: { everyMs: duration },
  reset: {
    when: {
      wanted: "before, during or after",
      holds: (value) => value === "before" || value === "during" || value === "after",
    },
  },
  silent: {},
};

/** Checks a fault that came from outside the type system; throws a TypeError that says what it should be. */
export function requireFault(value: unknown): asserts value is Fault {
  if (typeof value !== "object" || value === null) throw new TypeError("a fault must be an object");
  const fault: Record<string, unknown> = { ...value };
  const kind = fault["kind"];
  if (!isKind(kind)) throw new TypeError(`kind must be one of ${Object.keys(fields).join(", ")}`);
  const expected: Record<string, Field> = { ...target, ...fields[kind] };
  for (const name of Object.keys(fault))
    if (name !== "kind" && !Object.hasOwn(expected, name))
      throw new TypeError(`${name} is no member of a fault of kind ${kind}`);
  for (const [name, field] of Object.entries(expected)) {
    if (field.optional && fault[name] === undefined) continue;
    if (!field.holds(fault[name])) throw new TypeError(`${name} must be ${field.wanted}`);
  }
}

function isKind(kind: unknown): kind is Fault["kind"] {
  return typeof kind === "string" && Object.hasOwn(fields, kind);
}

function optional(field: Field): Field {
  return { ...field, optional: true };
}

function whole(value: unknown, from: number, to = Number.MAX_SAFE_INTEGER): boolean {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= from && value <= to;
}
