import type { Clock } from "../../src/clock.ts";
import type { Hint } from "../../src/feed/hints.ts";
import type { OperationName } from "../../src/upstream/operations.ts";
import type { Answerer } from "./in-process.ts";

/** What happens to one participant. */
export interface CrowdEvent {
  readonly name: string;
  readonly at: number;
  readonly remote?: string;
}

interface Person {
  readonly id: string;
  readonly events: CrowdEvent[];
  isConnected: boolean;
  isPublishing: boolean;
  hasPublished: boolean;
}

/** What EventBridge tells of. */
const hinted = new Set(["PUBLISH_STARTED", "PUBLISH_STOPPED", "PUBLISH_ERROR"]);
const pageSize = 100;

/**
 * Stages with as many people as one likes, told of by AWS's lists alone: in pages, in the order of the joining, events newest first and
 * in whole seconds. Leaves out all that a feed does not ask.
 */
export function createCrowd(clock: Clock, stages: number, hint: (hint: Hint) => void = () => {}) {
  const arns = Array.from(
    { length: stages },
    (_, index) => `arn:aws:ivs:us-west-2:123456789012:stage/s${index}`,
  );
  const people = new Map(arns.map((arn) => [arn, [] as Person[]]));
  const byId = new Map<string, Person>();
  const keyOf = (arn: string, id: string) => `${arn} ${id}`;
  const sessionOf = (arn: string) => `st-${arn.slice(arn.lastIndexOf("/") + 1).padEnd(13, "0")}`;
  let recorded = 0;

  function note(arn: string, person: Person, name: string, remote?: string): void {
    person.events.push({ name, at: clock.now(), ...(remote !== undefined && { remote }) });
    recorded += 1;
    if (hinted.has(name)) hint({ kind: "stage", stageArn: arn, participantId: person.id });
  }

  function page<Row>(rows: readonly Row[], token: string | undefined, pick: (row: Row) => boolean) {
    const found: Row[] = [];
    let at = Number(token ?? 0);
    while (at < rows.length && found.length < pageSize) {
      const row = rows[at] as Row;
      if (pick(row)) found.push(row);
      at += 1;
    }
    return { found, nextToken: at < rows.length ? String(at) : undefined };
  }

  type Asked = Readonly<Record<string, string | undefined>>;
  const stageOf = (arn = "") => ({ arn, activeSessionId: sessionOf(arn) });
  const answers: Partial<Record<OperationName, (input: Asked) => object>> = {
    GetStage: ({ arn }) => ({ stage: stageOf(arn) }),
    ListStages({ nextToken }) {
      const shown = page(arns, nextToken, () => true);
      return { stages: shown.found.map(stageOf), nextToken: shown.nextToken };
    },
    ListStageSessions: ({ stageArn = "" }) => ({
      stageSessions: [{ sessionId: sessionOf(stageArn), startTime: new Date(0) }],
    }),
    ListParticipants({ stageArn = "", filterByState, nextToken }) {
      const isShown = ({ isConnected }: Person) => filterByState === undefined || isConnected;
      const shown = page(people.get(stageArn) ?? [], nextToken, isShown);
      const participants = shown.found.map(({ id, isConnected, hasPublished }) => ({
        participantId: id,
        state: isConnected ? "CONNECTED" : "DISCONNECTED",
        published: hasPublished,
      }));
      return { participants, nextToken: shown.nextToken };
    },
    ListParticipantEvents({ stageArn = "", participantId = "", nextToken }) {
      const events = byId.get(keyOf(stageArn, participantId))?.events ?? [];
      const shown = page(events.toReversed(), nextToken, () => true);
      return {
        events: shown.found.map(({ name, at, remote }) => ({
          name,
          participantId,
          eventTime: new Date(at - (at % 1_000)),
          ...(remote !== undefined && { remoteParticipantId: remote }),
        })),
        nextToken: shown.nextToken,
      };
    },
  };
  const answer: Answerer = (operation, input) => {
    const told = answers[operation]?.(input as Asked);
    if (!told) throw new Error(`Nobody asks for ${operation} here.`);
    return told;
  };

  const personOf = (arn: string, id: string) => {
    const known = byId.get(keyOf(arn, id));
    if (known) return known;
    const person: Person = { id, events: [], isConnected: false, isPublishing: false, hasPublished: false };
    byId.set(keyOf(arn, id), person);
    people.get(arn)?.push(person);
    return person;
  };

  return {
    arns,
    answer,
    get recorded() {
      return recorded;
    },
    eventsOf: (arn: string, id: string): readonly CrowdEvent[] => byId.get(keyOf(arn, id))?.events ?? [],
    isPublishing: (arn: string, id: string) => byId.get(keyOf(arn, id))?.isPublishing === true,
    join(arn: string, id: string): void {
      const person = personOf(arn, id);
      person.isConnected = true;
      note(arn, person, "JOINED");
    },
    leave(arn: string, id: string): void {
      const person = personOf(arn, id);
      person.isConnected = false;
      note(arn, person, "LEFT");
    },
    publish(arn: string, id: string, starts: boolean): void {
      const person = personOf(arn, id);
      person.isPublishing = starts;
      person.hasPublished ||= starts;
      note(arn, person, starts ? "PUBLISH_STARTED" : "PUBLISH_STOPPED");
    },
    subscribe(arn: string, id: string, starts: boolean, to: string): void {
      note(arn, personOf(arn, id), starts ? "SUBSCRIBE_STARTED" : "SUBSCRIBE_STOPPED", to);
    },
  };
}

export type Crowd = ReturnType<typeof createCrowd>;
