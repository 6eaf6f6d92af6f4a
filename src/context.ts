import type { AnswerSize } from "./answer-size.ts";
import type { Audit, AuditLine } from "./audit.ts";
import { createGuard } from "./binding/guard.ts";
import { createCompositionLoader, type CompositionLoader } from "./domains/composition/loader.ts";
import {
  createEncoderConfigurationLoader,
  type EncoderConfigurationLoader,
} from "./domains/encoder/loader.ts";
import { createIngestConfigurationLoader, type IngestConfigurationLoader } from "./domains/ingest/loader.ts";
import { createEventLoader, type EventLoader } from "./domains/participant/event-loader.ts";
import { createParticipantLoader, type ParticipantLoader } from "./domains/participant/loader.ts";
import { createPublicKeyLoader, type PublicKeyLoader } from "./domains/public-key/loader.ts";
import { createReplicaLoader, type ReplicaLoader } from "./domains/replica/loader.ts";
import { createSessionLoader, type SessionLoader } from "./domains/session/loader.ts";
import { createStageLoader, type StageLoader } from "./domains/stage/loader.ts";
import {
  createStorageConfigurationLoader,
  type StorageConfigurationLoader,
} from "./domains/storage/loader.ts";
import { createTagLoader, type TagLoader } from "./domains/tag/loader.ts";
import type { TokenSigner } from "./domains/token/sign.ts";
import type { Cursors } from "./feed/cursor.ts";
import type { Resumption } from "./feed/delivery.ts";
import type { Hint } from "./feed/hints.ts";
import type { Prediction } from "./graph/predict.ts";
import type { IdempotencyKeys } from "./idempotency.ts";
import type { Log } from "./log.ts";
import type { Stream } from "./stream.ts";
import type { Seen } from "./upstream/answers.ts";
import type { Upstream } from "./upstream/index.ts";
import type { Lane } from "./upstream/lanes.ts";
import type { OperationName } from "./upstream/operations.ts";
import { limitCalls } from "./upstream/limit-calls.ts";
import { createMeter, type Meter } from "./upstream/meter.ts";
import { shareReads } from "./upstream/share.ts";
import { arnsIn } from "./upstream/survey.ts";
import type { Viewer } from "./viewer.ts";
import type { Watches } from "./watches.ts";

/** The loaders of one request, by the kind of what they load. */
export interface Loaders {
  readonly ingestConfiguration: IngestConfigurationLoader;
  readonly event: EventLoader;
  readonly participant: ParticipantLoader;
  readonly replica: ReplicaLoader;
  readonly session: SessionLoader;
  readonly composition: CompositionLoader;
  readonly encoderConfiguration: EncoderConfigurationLoader;
  readonly publicKey: PublicKeyLoader;
  readonly storageConfiguration: StorageConfigurationLoader;
  readonly stage: StageLoader;
  readonly tag: TagLoader;
}

/** What the program knows of itself. */
export interface About {
  readonly backend: "emulator" | "aws";
  readonly version: string;
}

/** What every resolver is handed. One per request; nothing in it outlives the request. */
export interface Context {
  readonly viewer: Viewer;
  readonly identity: Upstream["identity"];
  /** How the account's quotas are spent. */
  readonly upstream: Pick<Upstream, "allowance" | "expect" | "stateOf">;
  readonly about: About;
  /** What can be followed, and how places in it are spelled for clients. */
  readonly watches: Watches;
  readonly cursors: Cursors;
  /** What was read so far in this request. Fresh after each write. */
  readonly loaders: Loaders;
  /** Sends a write that the viewer may do, and forgets what was read before it, whatever came of it. */
  readonly write: Upstream["call"];
  /**
   * How far a topic was before this request wrote what it tells of: a stage, named by its ARN, or the compositions. Nothing where it did not,
   * or nobody follows the topic.
   */
  placeBefore(topic: string): Resumption | undefined;
  /** Whether the viewer sees the resource with this ARN, for what is done without a call. */
  sees(arn: string): Promise<boolean>;
  /** Writes a line about this request's viewer to the audit. */
  audit(line: Omit<AuditLine, "viewer" | "requestId">, signal?: AbortSignal): Promise<void>;
  /** Puts all calls of this request into the control lane: called before a mutation does anything. */
  hurry(): void;
  /** Forgets what was read before, as after a write. */
  readFresh(): void;
  /** Keeps the answer from being given again: called by what shows the moment itself. */
  answersOnce(): void;
  readonly idempotencyKeys: IdempotencyKeys;
  readonly tokenSigner: TokenSigner | undefined;
  readonly log: Log;
  /** Aborts when the client goes away, and at the request's deadline. */
  readonly signal: AbortSignal | undefined;
  /** What is noted of the request while it is answered. */
  readonly record: RequestRecord;
  /** What the root field of a subscription fills; nothing elsewhere. */
  readonly stream?: Stream;
}

export interface RequestRecord {
  /** How long the answer has become, when that is limited. */
  answer?: AnswerSize;
  /** What it can cost, as far as that could be told. */
  predicted?: Prediction;
  /** What it has cost so far. */
  readonly meter: Meter;
}

/** What one request may cost. */
export interface RequestLimits {
  /** Calls to AWS. */
  readonly upstreamCallsOf: (viewer: Viewer) => number;
  /** Pages beyond the first ones of Lists of unknown length, per operation. */
  readonly furtherPages: number;
}

/** Whoever asks, and how long for. */
export interface Asking {
  readonly viewer: Viewer;
  readonly log: Log;
  readonly requestId?: string | undefined;
  /** Aborts when the client goes away, and at the deadline. */
  readonly signal?: AbortSignal | undefined;
  /** The monotonic instant at which the request ends, answered or not. */
  readonly deadlineAt?: number | undefined;
  /** Whether it wants no answer that was had before it came. */
  readonly readsFresh?: boolean;
  /** Where it is noted what was read. */
  readonly seen?: Seen;
}

/** What all requests share. */
export interface Services {
  readonly upstream: Upstream;
  readonly watches: Watches;
  readonly cursors: Cursors;
  readonly tokenSigner: TokenSigner | undefined;
  readonly idempotencyKeys: IdempotencyKeys;
  readonly limits: RequestLimits;
  readonly audit: Audit;
  readonly about: About;
}

/** The context of one request. */
export function createContext(services: Services, asking: Asking): Context {
  const { upstream, watches, cursors, tokenSigner, idempotencyKeys, limits, audit, about } = services;
  const {
    viewer,
    log,
    requestId,
    signal,
    deadlineAt,
    readsFresh = false,
    seen = upstream.answers.begin(),
  } = asking;
  const meter = createMeter();
  const places = new Map<string, Resumption>();
  const call = {
    viewer: viewer.id,
    log,
    signal,
    deadlineAt,
    meter,
    lane: "interactive" as Lane,
    since: readsFresh ? upstream.instant() : undefined,
    seen,
    onStart: limitCalls(limits.upstreamCallsOf(viewer)),
  };
  const guardReads = () => createGuard({ upstream: shareReads(upstream), binding: viewer.stages, call });
  const createLoaders = (): Loaders => {
    const reader = { upstream: guard.upstream, viewer, call, furtherPages: limits.furtherPages };
    return {
      ingestConfiguration: createIngestConfigurationLoader(reader),
      event: createEventLoader(reader),
      participant: createParticipantLoader(reader),
      replica: createReplicaLoader(reader),
      session: createSessionLoader(reader),
      composition: createCompositionLoader(reader),
      encoderConfiguration: createEncoderConfigurationLoader(reader),
      publicKey: createPublicKeyLoader(reader),
      storageConfiguration: createStorageConfigurationLoader(reader),
      stage: createStageLoader(reader),
      tag: createTagLoader(reader),
    };
  };
  let guard = guardReads();
  // The server copies the members of a context, so what changes with a write is one level further down.
  const loaders = createLoaders();
  const readFresh = () => {
    call.since = upstream.instant();
    guard = guardReads();
    Object.assign(loaders, createLoaders());
  };
  return {
    viewer,
    identity: upstream.identity,
    upstream,
    about,
    watches,
    cursors,
    log,
    signal,
    tokenSigner,
    idempotencyKeys,
    loaders,
    audit: (line, until) => audit.write({ ...line, viewer: viewer.id, requestId }, until),
    hurry() {
      call.lane = "control";
      seen.isKnown = false;
    },
    readFresh,
    sees: (arn) => guard.sees(arn),
    answersOnce: () => void (seen.isKnown = false),
    record: { meter },
    placeBefore: (topic) => places.get(topic),
    async write(operation, input) {
      const hints = hintsOf(operation, input);
      for (const topic of hints.flatMap(({ kind, stageArn }) =>
        kind === "composition" ? [watches.compositions.topic] : (stageArn ?? []),
      )) {
        const place = watches.feed.placeOf(topic);
        if (place && !places.has(topic)) places.set(topic, place);
      }
      try {
        await guard.admit(operation, input);
        return await upstream.call(operation, input, call);
      } finally {
        readFresh();
        for (const hint of hints) watches.hint(hint);
      }
    },
  };
}

/** Where a write may have changed something, whether it succeeded or not. */
function hintsOf(operation: OperationName, input: object): Hint[] {
  const participantId: unknown = Reflect.get(input, "participantId");
  const made: Hint[] = [
    ...(operation === "CreateStage" ? [{ kind: "stage" as const }] : []),
    ...(operation === "StartComposition" ? [{ kind: "composition" as const }] : []),
  ];
  const named = arnsIn(input).flatMap((arn): Hint[] => {
    if (arn.includes(":composition/")) return [{ kind: "composition", compositionArn: arn }];
    if (!arn.includes(":stage/")) return [];
    return [
      {
        kind: "stage",
        stageArn: arn,
        participantId: typeof participantId === "string" ? participantId : undefined,
      },
    ];
  });
  return [...made, ...named];
}
