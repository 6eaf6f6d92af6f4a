import type { Context } from "../../context.ts";
import { builder } from "../../graph/builder.ts";
import { connection, pagesOf, sizeOf } from "../../graph/connection.ts";
import type { Cost } from "../../graph/cost.ts";
import { bindingOf } from "../../graph/filter.ts";
import { nullWhenNotFound } from "../../upstream/reader.ts";
import { checkFilter, type ParticipantFilter, splitFilter } from "./filter.ts";
import { largestPage } from "./loader.ts";
import { participantKind, ParticipantRef } from "./ref.ts";

export const ParticipantConnectionRef = builder.connectionObject(
  { type: ParticipantRef, name: "ParticipantConnection", description: "A page of participants." },
  { name: "ParticipantEdge", description: "A participant in a connection, with its cursor." },
);

export type ParticipantsArgs = Parameters<typeof connection>[0] & {
  filter?: ParticipantFilter | null | undefined;
};

/** The participants of a session as a connection; null when AWS says that there is no such session. */
export function participantConnection(
  session: { stageArn: string; sessionId: string },
  { filter, ...args }: ParticipantsArgs,
  { loaders, identity }: Context,
) {
  const { stageArn, sessionId } = session;
  checkFilter(filter, identity);
  const { upstream, keep } = splitFilter(filter);
  const binding = bindingOf("participants", stageArn, sessionId, filter);
  return nullWhenNotFound(
    connection(args, { binding, max: largestPage, keep }, (request) =>
      loaders.participant.page(session, upstream, request),
    ),
  );
}

/** What a page of them costs: several when not all of the filter can be left to AWS. */
export const participantConnectionCost: Cost<ParticipantsArgs> = (at, { filter, ...args }) =>
  at.page("ListParticipants", {
    kind: participantKind,
    size: sizeOf(args, largestPage),
    pages: pagesOf(splitFilter(filter).keep),
  });

/** The connection of a stage that nobody is in, as old as what is known of the stage. */
export function nobody(
  stageArn: string,
  { filter, ...args }: ParticipantsArgs,
  known: { asOf: string; stale: boolean },
) {
  const binding = bindingOf("participants", stageArn, "", filter);
  return connection(args, { binding, max: largestPage }, async () => ({
    items: [],
    nextToken: undefined,
    ...known,
  }));
}
