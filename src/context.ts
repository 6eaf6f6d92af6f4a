import { createStageLoader, type StageLoader } from "./domains/stage/loader.ts";
import { createTagLoader, type TagLoader } from "./domains/tag/loader.ts";
import type { TokenSigner } from "./domains/token/sign.ts";
import type { Log } from "./log.ts";
import type { Upstream } from "./upstream/index.ts";
import type { Viewer } from "./viewer.ts";

/** The loaders of one request, by the kind of what they load. */
export interface Loaders {
  readonly stage: StageLoader;
  readonly tag: TagLoader;
}

/** What every resolver is handed. One per request; nothing in it outlives the request. */
export interface Context {
  readonly viewer: Viewer;
  readonly identity: Upstream["identity"];
  /** What was read so far in this request. Fresh after each write. */
  readonly loaders: Loaders;
  /** Sends a write, and forgets what was read before it, whatever came of it. */
  readonly write: Upstream["call"];
  readonly tokenSigner: TokenSigner | undefined;
  readonly log: Log;
}

/** The context of one request. `signal` aborts when the client goes away. */
export function createContext(options: {
  upstream: Upstream;
  tokenSigner: TokenSigner | undefined;
  viewer: Viewer;
  log: Log;
  signal: AbortSignal | undefined;
}): Context {
  const { upstream, viewer, log, signal, tokenSigner } = options;
  const reader = { upstream, viewer, call: { signal, log } };
  const createLoaders = (): Loaders => ({ stage: createStageLoader(reader), tag: createTagLoader(reader) });
  let current = createLoaders();
  return {
    viewer,
    identity: upstream.identity,
    log,
    tokenSigner,
    // The server copies the members of a context, so what changes is one level further down.
    loaders: {
      get stage() {
        return current.stage;
      },
      get tag() {
        return current.tag;
      },
    },
    async write(operation, input) {
      try {
        return await upstream.call(operation, input, { log });
      } finally {
        current = createLoaders();
      }
    },
  };
}
