import type { Asker, Desk, Place } from "../../feed/subject.ts";
import type { Occurrence, StageItem } from "./watch-item.ts";
import type { Reflect, Reflector } from "./watch-reflect.ts";

/** How much a session that is over counts beside one that goes on. */
const overWeight = 0.25;

/** A session that is being reflected, and its place in the schedule. */
interface Reflected {
  readonly reflector: Reflector;
  readonly place: Place;
  isOver: boolean;
  /** The event time through which those have everything who wait for it; "" when one of them may have nothing. */
  since?: string;
}

/** The sessions of a stage that are reflected, each from when it is seen until it is over and was swept once more. Tells when they begin and end. */
export function createSessions<Event extends Occurrence>(options: {
  stageArn: string;
  desk: Desk<StageItem<Event>>;
  reflect: Reflect<Event>;
  /** Told when the last of them was sealed, and whether all of it could be read. */
  emptied: (complete: boolean) => void;
}) {
  const { stageArn, desk, reflect, emptied } = options;
  const reflected = new Map<string, Reflected>();
  /** Sessions that were dealt with, or were over when this began; those of the second kind are bygone. */
  const closed = new Set<string>();
  const bygone = new Set<string>();
  const starts = new Map<string, number>();
  const focused = new Map<string, number>();
  let lastSession: string | undefined;

  function tellStart(sessionId: string, isNew: boolean): void {
    const start = (starts.get(sessionId) ?? 0) + 1;
    starts.set(sessionId, start);
    const item: StageItem<Event> = { kind: "sessionStarted", stageArn, sessionId, replayed: !isNew };
    desk.emit([{ id: `${sessionId} started ${start}`, item }]);
  }

  function open(
    sessionId: string,
    isNew: boolean,
    asking: (asker: Asker) => Asker = (asker) => asker,
  ): Reflector {
    const own: { current?: Reflected } = {};
    const reflector = reflect({
      stageArn,
      sessionId,
      isNew,
      weight: () => Math.sqrt(desk.followers()) * (own.current?.isOver === true ? overWeight : 1),
      emit: desk.emit,
      wake: () => own.current?.place.wake(),
      changed: desk.changed,
      sealed: (complete) => seal(sessionId, complete),
    });
    const session: Reflected = { reflector, place: desk.enter(asking(reflector.asker)), isOver: false };
    own.current = session;
    reflected.set(sessionId, session);
    lastSession = sessionId;
    for (const participantId of focused.keys()) reflector.focus(participantId);
    tellStart(sessionId, isNew);
    return reflector;
  }

  function end(sessionId: string, settleMs?: number, patience?: number): void {
    const session = reflected.get(sessionId);
    if (!session || session.isOver) return;
    session.isOver = true;
    session.reflector.end(settleMs, patience);
    const item: StageItem<Event> = { kind: "sessionEnded", stageArn, sessionId };
    desk.emit([{ id: `${sessionId} ended ${starts.get(sessionId) ?? 0}`, item }]);
  }

  function leave(sessionId: string): void {
    reflected.get(sessionId)?.place.leave();
    reflected.delete(sessionId);
    closed.add(sessionId);
  }

  function seal(sessionId: string, complete: boolean): void {
    if (!reflected.has(sessionId)) return;
    leave(sessionId);
    if (reflected.size === 0) emptied(complete);
    desk.changed();
  }

  return {
    get size() {
      return reflected.size;
    },
    ids: () => [...reflected.keys()],
    has: (sessionId: string) => reflected.has(sessionId),
    isClosed: (sessionId: string) => closed.has(sessionId),
    isBygone: (sessionId: string) => bygone.has(sessionId),
    open,
    end,
    /** It is the session of the stage: one that was taken for over goes on after all. */
    begin(sessionId: string, isNew: boolean): void {
      const known = reflected.get(sessionId);
      if (!known) return void open(sessionId, isNew);
      if (!known.isOver) return;
      known.isOver = false;
      known.reflector.resume();
      tellStart(sessionId, true);
    },
    /** It was over before anybody watched. */
    pass(sessionId: string): void {
      closed.add(sessionId);
      bygone.add(sessionId);
    },
    /** Has the log tell of one that was over before it began, asking as it is told. Resolves with how many were in it, when that is known. */
    add(sessionId: string, asking: (asker: Asker) => Asker): Promise<number> {
      bygone.delete(sessionId);
      closed.delete(sessionId);
      const { whenListed } = open(sessionId, false, asking);
      end(sessionId);
      return whenListed;
    },
    /** Takes that back. */
    drop(sessionId: string): void {
      leave(sessionId);
      bygone.add(sessionId);
    },
    /** The one that goes on: the one that was sighted, where several do. */
    current(sighted: string | undefined): { sessionId: string; reflector: Reflector } | undefined {
      const goingOn = [...reflected].filter(([, { isOver }]) => !isOver);
      const found = goingOn.find(([each]) => each === sighted) ?? goingOn.at(-1);
      return found && { sessionId: found[0], reflector: found[1].reflector };
    },
    get lastSession() {
      return lastSession;
    },
    /** Until one was read, nobody is told that more was than whoever waits for it has. */
    hold(sessionId: string, since: string): void {
      const session = reflected.get(sessionId);
      if (!session) return;
      session.since = session.since === undefined || since < session.since ? since : session.since;
    },
    /** Through which event time each was read. One that is over holds the mark back until it was swept once more. */
    marks: () => [...reflected.values()].map(({ reflector, since }) => reflector.sweptThrough() ?? since),
    /** Looks at whom is meant. Whether that is somebody who is known. */
    nudge(participantId: string | undefined): boolean {
      const goingOn = [...reflected.values()].filter(({ isOver }) => !isOver);
      return goingOn.map(({ reflector }) => reflector.nudge(participantId)).includes(true);
    },
    focus(participantId: string): () => void {
      focused.set(participantId, (focused.get(participantId) ?? 0) + 1);
      const stops = [...reflected.values()].map(({ reflector }) => reflector.focus(participantId));
      return () => {
        const left = (focused.get(participantId) ?? 1) - 1;
        if (left > 0) focused.set(participantId, left);
        else focused.delete(participantId);
        for (const stop of stops) stop();
      };
    },
    /** None is reflected any more. */
    clear(): void {
      for (const { place } of reflected.values()) place.leave();
      reflected.clear();
    },
  };
}

export type Sessions = ReturnType<typeof createSessions>;
