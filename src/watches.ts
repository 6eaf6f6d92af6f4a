import type { Clock } from "./clock.ts";
import { compositions } from "./domains/composition/watch.ts";
import { type Intervals, intervalsFrom } from "./domains/participant/watch-intervals.ts";
import type { EventOccurred, LogItem } from "./domains/participant/watch-item.ts";
import { createPresences, type Presences } from "./domains/participant/watch-presence.ts";
import { createSessionReflector } from "./domains/participant/watch.ts";
import type { Reflecting } from "./domains/session/watch-reflect.ts";
import { stageLog } from "./domains/session/watch.ts";
import { lobby } from "./domains/stage/watch-all.ts";
import { createStageDirectory } from "./domains/stage/watch.ts";
import type { Hints } from "./feed/hints.ts";
import { createFeed, type FeedTimes } from "./feed/index.ts";
import type { Journal } from "./feed/journal.ts";
import type { Leases } from "./feed/lease.ts";
import { createSchedule } from "./feed/schedule.ts";
import type { Subject, Watch } from "./feed/subject.ts";
import type { Log } from "./log.ts";
import type { Upstream } from "./upstream/index.ts";
import { namesOfParticipant, namesOfStage } from "./upstream/names.ts";

/**
 * Puts together what can be followed: the feed, and its topics. Nothing is called while nobody follows any. To be closed before the
 * upstream; the journal, the leases and the hints are closed by whoever made them.
 */
export function createWatches(options: {
  upstream: Pick<Upstream, "call" | "instant" | "drop" | "listSizes">;
  journal: Journal<unknown>;
  leases: Leases;
  hints: Hints;
  clock: Clock;
  /** Gives numbers from 0 up to 1. */
  random: () => number;
  log: Log;
  times: FeedTimes;
  intervals?: Intervals;
}) {
  const {
    upstream,
    journal,
    leases,
    hints,
    clock,
    random,
    log,
    times,
    intervals = intervalsFrom(1_000),
  } = options;
  const now = () => clock.monotonic();
  const schedule = createSchedule({ upstream, clock, random, log });
  const feed = createFeed({ journal, leases, schedule, hints, clock, random, log, times });
  const directory = createStageDirectory({
    schedule,
    now,
    lookMs: intervals.fastMs,
    pages: () => upstream.listSizes.pages("ListStages"),
    forget: (stageArn) => upstream.drop(namesOfStage(stageArn)),
  });
  const presences = createPresences();
  const means = {
    directory,
    now,
    after: clock.after,
    reflect: (reflecting: Reflecting<EventOccurred>) =>
      createSessionReflector({
        ...reflecting,
        notes: reflecting.isAgain ? undefined : presences.notesFor(reflecting.stageArn),
        intervals,
        now,
        forget: (participantId) =>
          upstream.drop(namesOfParticipant({ stageArn: reflecting.stageArn, participantId })),
      }),
  };
  return {
    feed,
    /** Has what is watched look where something was changed. */
    hint: hints.give,
    /** The log of a stage: its sessions, and all events of who is in them. */
    stageLog: (stageArn: string) => withPresence(stageArn, stageLog(stageArn, means), presences),
    /** The compositions of the account. */
    compositions: compositions({
      everyMs: 2 * intervals.fastMs,
      now,
      forget: (arn) => upstream.drop([arn]),
    }),
    /** All stages of the account. */
    lobby: lobby({ everyMs: 2 * intervals.fastMs, now, forget: (arn) => upstream.drop([arn]) }),
    /** Who is in the stages whose logs are followed. */
    presences,
    /** What is asked for at this moment. */
    activity: () => ({ ...feed.activity(), askers: schedule.size, calls: schedule.underWay }),
    async close() {
      await feed.close();
      schedule.close();
    },
  };
}

export type Watches = ReturnType<typeof createWatches>;

/** The log of a stage, which notes who is there for as long as it is watched. */
function withPresence(stageArn: string, log: Watch<LogItem>, presences: Presences): Watch<LogItem> {
  return {
    topic: log.topic,
    open(desk) {
      const opened: { subject?: Subject<LogItem> } = {};
      const forget = presences.open(stageArn, () => {
        const { complete = false, lastCompleteListAt } = opened.subject?.standing() ?? {};
        return complete || lastCompleteListAt !== undefined;
      });
      const changed = () => {
        desk.changed();
        presences.wake(stageArn);
      };
      const subject = log.open({ ...desk, changed });
      opened.subject = subject;
      const close = () => {
        subject.close();
        forget();
      };
      return { ...subject, close };
    },
  };
}
