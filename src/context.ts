import { createStageLoader, type StageLoader } from "./domains/stage/loader.ts";
import type { Log } from "./log.ts";
import type { Upstream } from "./upstream/index.ts";
import type { Viewer } from "./viewer.ts";

/** What every resolver is handed. One per request; nothing in it outlives the request. */
export interface Context {
  readonly viewer: Viewer;
  readonly identity: Upstream["identity"];
  readonly loaders: { readonly stage: StageLoader };
  readonly log: Log;
}

/** Fresh loaders for one request. `signal` aborts when the client goes away. */
export function createContext(options: {
  upstream: Upstream;
  viewer: Viewer;
  log: Log;
  signal: AbortSignal | undefined;
}): Context {
  const { upstream, viewer, log, signal } = options;
  const reader = { upstream, viewer, call: { signal, log } };
  return { viewer, identity: upstream.identity, log, loaders: { stage: createStageLoader(reader) } };
}
