import type { Event, ExchangedParticipantToken } from "@aws-sdk/client-ivs-realtime";

import { digestOf, numbered, spelled } from "../../feed/identity.ts";
import type { ParticipantAddress } from "./loader.ts";

/** What a token granted, as TOKEN_EXCHANGED tells it. Not the token itself. */
export interface ExchangedToken {
  readonly capabilities: readonly string[] | undefined;
  readonly attributes: Readonly<Record<string, string>>;
  readonly userId: string | undefined;
  readonly expirationTime: string | undefined;
}

/** Something that happened to a participant. It never changes, so it is always whole. */
export interface ParticipantEvent extends ParticipantAddress {
  readonly __typename: "ParticipantEvent";
  /** Tells the event from all others of its participant, the same each time that it is read. */
  readonly key: string;
  readonly name: string | undefined;
  readonly eventTime: string | undefined;
  readonly isReplica: boolean | undefined;
  readonly remoteParticipantId: string | undefined;
  readonly errorCode: string | undefined;
  readonly destinationStageArn: string | undefined;
  readonly destinationSessionId: string | undefined;
  readonly previousToken: ExchangedToken | undefined;
  readonly newToken: ExchangedToken | undefined;
}

/** An event as AWS tells it. Its key is a digest of all that it says, not yet a key of its own: see `inOrder`. */
export function toEvent(
  event: Event,
  { stageArn, sessionId, participantId }: ParticipantAddress,
): ParticipantEvent {
  const said = {
    name: event.name || undefined,
    eventTime: event.eventTime?.toISOString(),
    isReplica: event.replica,
    remoteParticipantId: event.remoteParticipantId || undefined,
    errorCode: event.errorCode || undefined,
    destinationStageArn: event.destinationStageArn || undefined,
    destinationSessionId: event.destinationSessionId || undefined,
    previousToken: event.previousToken && toToken(event.previousToken),
    newToken: event.newToken && toToken(event.newToken),
  };
  return {
    __typename: "ParticipantEvent",
    stageArn,
    sessionId,
    participantId,
    key: digestOf([
      ["name", said.name],
      ["eventTime", said.eventTime],
      ["replica", said.isReplica === true ? "true" : undefined],
      ["remoteParticipantId", said.remoteParticipantId],
      ["errorCode", said.errorCode],
      ["destinationStageArn", said.destinationStageArn],
      ["destinationSessionId", said.destinationSessionId],
      ["previousToken", spell(said.previousToken)],
      ["newToken", spell(said.newToken)],
    ]),
    ...said,
  };
}

/**
 * All events of a participant oldest first, each with a key of its own: those that say the same are numbered. AWS promises
 * no order and shows whole seconds: events of the same second keep the order of the List where it runs one way in time,
 * turned round when it runs from the newest to the oldest. `isOrdered` says whether it does; where it does not, a second
 * begins with who joined and ends with who left.
 */
export function inOrder(events: readonly ParticipantEvent[]) {
  // A sample of AWS's appends the events of replications to a List that runs one way otherwise.
  const telling = events.filter(({ name }) => !name?.startsWith("REPLICATION_"));
  const steps = telling
    .slice(1)
    .map(({ eventTime = "" }, index) => compare(telling[index]?.eventTime ?? "", eventTime));
  const rises = steps.filter((step) => step < 0).length;
  const falls = steps.filter((step) => step > 0).length;
  // All in one second: somebody joined before anything else happened.
  const endsWithJoin = telling.at(-1)?.name === "JOINED" && telling[0]?.name !== "JOINED";
  const isBackwards = falls > rises || (falls === 0 && rises === 0 && endsWithJoin);
  const isOrdered = rises === 0 || falls === 0;
  const sorted = (isBackwards ? events.toReversed() : events).toSorted(
    (a, b) => compare(a.eventTime ?? "", b.eventTime ?? "") || (isOrdered ? 0 : placeOf(a) - placeOf(b)),
  );
  return { events: numbered(sorted), isOrdered };
}

/** Where an event stands in its second, as far as its name can tell. */
function placeOf({ name }: ParticipantEvent): number {
  return name === "JOINED" ? 0 : name === "LEFT" ? 2 : 1;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function toToken(token: ExchangedParticipantToken): ExchangedToken {
  return {
    capabilities: token.capabilities,
    attributes: token.attributes ?? {},
    userId: token.userId || undefined,
    expirationTime: token.expirationTime?.toISOString(),
  };
}

function spell(token: ExchangedToken | undefined): string | undefined {
  if (!token) return undefined;
  const { capabilities = [], attributes, userId, expirationTime } = token;
  const pairs = Object.entries(attributes).toSorted(([a], [b]) => compare(a, b));
  return spelled([spelled(capabilities.toSorted()), spelled(pairs.flat()), userId, expirationTime]);
}
