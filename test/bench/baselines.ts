import type { Context, Loaders } from "../../src/context.ts";
import { participantKeys } from "../../src/domains/participant/loader.ts";
import { sessionKeys } from "../../src/domains/session/loader.ts";

/*
 * Two ways in which a gateway over this API is usually written, as the loaders of a context. The resolvers are the same
 * ones, the queries are really executed, and the emulator counts. What an object carries already costs neither of
 * them anything: an object of a List has its summary, an object of a Get all.
 */

/** Makes the context of a request that has read nothing. */
type MakeContext = () => Context;

/**
 * Every field that its object does not carry calls AWS by itself: a Get for a field, a List for a connection. Nothing is
 * remembered, nothing is shared.
 */
export function perField(makeContext: MakeContext): Context {
  const loaders = eachMethod((kind, method, args) => callFresh(makeContext, kind, method, args));
  return { ...makeContext(), loaders };
}

/**
 * One DataLoader per kind and request, keyed by ARN or compound key, in front of the Get. AWS has no Get of many, so what
 * remains of a DataLoader is its cache: each key is got once. Lists are called as they are asked for and prime nothing;
 * readings that are no pages (events of a participant, tags of a resource) are cached by their key as well.
 */
export function dataLoader(makeContext: MakeContext): Context {
  const cache = new Map<string, unknown>();
  function once(kind: string, method: string, args: readonly unknown[]): unknown {
    const key = JSON.stringify([kind, method, args]);
    if (!cache.has(key)) cache.set(key, callFresh(makeContext, kind, method, args));
    return cache.get(key);
  }
  const get = (kind: string, keys: object) => once(kind, "detail", [keys]);

  const loaders = eachMethod((kind, method, args) => {
    const [first] = args;
    switch (method) {
      case "summary":
      case "detail": {
        const keys = first as { level: string };
        const isCarried = keys.level === "detail" || (method === "summary" && keys.level !== "keys");
        return isCarried ? keys : get(kind, keysOf(kind, keys));
      }
      case "find":
        if (kind === "tag") return once(kind, method, args);
        if (kind === "session") return get(kind, keysOf(kind, { stageArn: first, sessionId: args[1] }));
        return get(kind, keysOf(kind, typeof first === "string" ? { arn: first } : (first as object)));
      case "history":
        return once(kind, method, [keysOf("participant", first as object)]);
      case "setup":
        return setupOf(first as Destination, (arn) => get("composition", keysOf("composition", { arn })));
      default:
        return callFresh(makeContext, kind, method, args);
    }
  });
  return { ...makeContext(), loaders };
}

type Destination = Parameters<Loaders["composition"]["setup"]>[0];
type Composition = Awaited<ReturnType<Loaders["composition"]["detail"]>>;

async function setupOf(destination: Destination, get: (arn: string) => unknown) {
  if (destination.setup) return destination.setup;
  const composition = (await get(destination.compositionArn)) as Composition;
  return (
    composition?.destinations.find((each) => each.destinationId === destination.destinationId)?.setup ?? null
  );
}

/** The bare keys of an object, whatever else it holds. */
function keysOf(kind: string, keys: object): object {
  if (kind === "participant") return participantKeys(keys as Parameters<typeof participantKeys>[0]);
  if (kind === "session") return sessionKeys(keys as Parameters<typeof sessionKeys>[0]);
  return { level: "keys", arn: Reflect.get(keys, "arn") };
}

type Method = (...args: readonly unknown[]) => unknown;

function callFresh(makeContext: MakeContext, kind: string, method: string, args: readonly unknown[]) {
  const loader = Reflect.get(makeContext().loaders, kind) as Record<string, Method>;
  return loader[method]?.(...args);
}

/** Loaders whose every method is `call`. */
function eachMethod(call: (kind: string, method: string, args: readonly unknown[]) => unknown): Loaders {
  const loaderOf = (kind: string) =>
    new Proxy(
      {},
      {
        get:
          (_, method) =>
          (...args: readonly unknown[]) =>
            call(kind, String(method), args),
      },
    );
  return new Proxy({}, { get: (_, kind) => loaderOf(String(kind)) }) as Loaders;
}
