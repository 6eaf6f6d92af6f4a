import type { StageSummary as SdkStageSummary } from "@aws-sdk/client-ivs-realtime";

import { UpstreamError } from "../../errors.ts";
import type { Asker, Call, Offer, Offers, Place, Schedule } from "../../feed/subject.ts";
import { createWalk, type Walk } from "../../feed/walk.ts";
import { largestPage } from "./loader.ts";

/** What a look at a stage has shown. */
export type StageSight =
  | { readonly exists: true; readonly sessionId: string | undefined }
  | { readonly exists: false };

type Listener = (sight: StageSight) => void;

interface Watched {
  readonly listeners: Set<Listener>;
  sight: StageSight | undefined;
  /** When it was asked for last, and since when it shows what it shows. Instants of the monotonic clock. */
  askedAt: number;
  changedAt: number;
  isAsked: boolean;
  isNudged: boolean;
  /** Since when AWS has said that there is no such stage. */
  absentSince: number | undefined;
}

/** For so long a stage has to be absent to count as gone; longer when it never was there, because it may have been made a moment ago. */
const goneAfterMs = 2_000;
const neverThereAfterMs = 5_000;
/** No list of stages is read further. */
const mostPages = 1_000;

/**
 * Knows which session each watched stage is in: by one ListStages for all of them, or by GetStage where that takes fewer calls. In the
 * schedule only while stages are watched.
 */
export function createStageDirectory(options: {
  schedule: Schedule;
  now: () => number;
  /** How often a stage is looked at, at most. */
  lookMs: number;
  /** About how many pages the list of stages has. */
  pages: () => number;
  /** Told what has another session than before, or is gone. */
  forget: (stageArn: string) => void;
}) {
  const { schedule, now, lookMs, pages, forget } = options;
  const watched = new Map<string, Watched>();
  let place: Place | undefined;
  let walk: Walk | undefined;
  let walkedAt = Number.NEGATIVE_INFINITY;
  let shown = new Set<string>();

  const isListing = () => watched.size > Math.max(1, pages());

  function tell(arn: string, stage: Watched, sight: StageSight, askedAt: number): void {
    const before = stage.sight;
    // An answer that was asked for before the last change was seen may show what was before it.
    if (before && askedAt < stage.changedAt) return;
    const isSame =
      before !== undefined &&
      (before.exists && sight.exists ? before.sessionId === sight.sessionId : before.exists === sight.exists);
    if (isSame) return;
    stage.sight = sight;
    stage.changedAt = now();
    if (before) forget(arn);
    for (const listener of stage.listeners) listener(sight);
  }

  function saw(arn: string, { activeSessionId }: SdkStageSummary, askedAt: number): void {
    const stage = watched.get(arn);
    if (!stage) return;
    stage.absentSince = undefined;
    tell(arn, stage, { exists: true, sessionId: activeSessionId || undefined }, askedAt);
  }

  function getCall(arn: string, stage: Watched): Call<"GetStage"> {
    const askedAt = now();
    stage.isAsked = true;
    stage.isNudged = false;
    stage.askedAt = askedAt;
    return {
      input: { arn },
      answered({ output }) {
        stage.isAsked = false;
        if (output.stage) saw(arn, output.stage, askedAt);
      },
      failed(error) {
        stage.isAsked = false;
        if (!(error instanceof UpstreamError) || error.code !== "NOT_FOUND") return;
        stage.absentSince ??= askedAt;
        const enoughMs = stage.sight ? goneAfterMs : neverThereAfterMs;
        if (askedAt - stage.absentSince >= enoughMs) tell(arn, stage, { exists: false }, askedAt);
      },
    };
  }

  function listCall(current: Walk): Call<"ListStages"> {
    const askedAt = now();
    current.begin();
    return {
      input: { maxResults: largestPage, nextToken: current.nextToken },
      answered({ output }) {
        for (const stage of output.stages ?? [])
          if (stage.arn !== undefined) {
            shown.add(stage.arn);
            saw(stage.arn, stage, askedAt);
          }
        const step = current.page(output.nextToken);
        if (step === "more") return;
        walk = undefined;
        if (step === "broken") return;
        // Not to be in a list proves nothing: the stage itself is asked for.
        for (const [arn, stage] of watched) if (!shown.has(arn)) stage.isNudged = true;
        place?.wake();
      },
      failed(error) {
        if (current.failed(error) === "broken") walk = undefined;
      },
    };
  }

  function getOffers(): Offer<"GetStage">[] {
    const lists = isListing();
    let first: { arn: string; stage: Watched; dueAt: number } | undefined;
    let regular: { arn: string; stage: Watched; dueAt: number } | undefined;
    for (const [arn, stage] of watched) {
      if (stage.isAsked || stage.sight?.exists === false) continue;
      const isUrgent = stage.isNudged || stage.sight === undefined || stage.absentSince !== undefined;
      const dueAt = isUrgent && stage.absentSince === undefined ? stage.askedAt : stage.askedAt + lookMs;
      if (isUrgent && dueAt < (first?.dueAt ?? Infinity)) first = { arn, stage, dueAt };
      if (!isUrgent && !lists && dueAt < (regular?.dueAt ?? Infinity)) regular = { arn, stage, dueAt };
    }
    const offers: Offer<"GetStage">[] = [];
    if (first)
      offers.push({
        urgency: "prompt",
        dueAt: first.dueAt,
        take: () => getCall(first.arn, first.stage),
      });
    if (regular)
      offers.push({ urgency: "hot", dueAt: regular.dueAt, take: () => getCall(regular.arn, regular.stage) });
    return offers;
  }

  function listOffers(): Offer<"ListStages">[] {
    if (!walk && !isListing()) return [];
    if (walk && !walk.isWaiting) return [];
    return [
      {
        urgency: "hot",
        dueAt: walk ? Number.NEGATIVE_INFINITY : walkedAt + lookMs,
        take() {
          if (!walk) {
            walk = createWalk(now(), mostPages);
            walkedAt = walk.startedAt;
            shown = new Set();
          }
          return listCall(walk);
        },
      },
    ];
  }

  const offers: Offers = { GetStage: getOffers, ListStages: listOffers };
  const asker: Asker = { offers, weight: () => Math.max(1, watched.size) };

  return {
    /** Tells what is known of a stage, at once when something is, and whenever it changes. Returns how to stop. */
    watch(arn: string, listener: Listener): () => void {
      const stage = watched.get(arn) ?? {
        listeners: new Set<Listener>(),
        sight: undefined,
        askedAt: Number.NEGATIVE_INFINITY,
        changedAt: Number.NEGATIVE_INFINITY,
        isAsked: false,
        isNudged: false,
        absentSince: undefined,
      };
      watched.set(arn, stage);
      stage.listeners.add(listener);
      if (stage.sight) listener(stage.sight);
      if (place) place.wake();
      else place = schedule.enter(asker);
      return () => {
        stage.listeners.delete(listener);
        if (stage.listeners.size > 0 || watched.get(arn) !== stage) return;
        watched.delete(arn);
        if (watched.size > 0) return;
        place?.leave();
        place = undefined;
        walk = undefined;
      };
    },
    /** Looks at a stage at once. */
    nudge(arn: string): void {
      const stage = watched.get(arn);
      if (!stage) return;
      stage.isNudged = true;
      place?.wake();
    },
    get size() {
      return watched.size;
    },
  };
}

export type StageDirectory = ReturnType<typeof createStageDirectory>;
