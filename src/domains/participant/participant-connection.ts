import type { Context } from "../../context.ts";
import { builder } from "../../graph/builder.ts";
import { connection } from "../../graph/connection.ts";
import { bindingOf } from "../../graph/filter.ts";
import { nullWhenNotFound } from "../../upstream/reader.ts";
import { type ParticipantFilter, splitFilter } from "./filter.ts";
import { largestPage } from "./loader.ts";
import { ParticipantRef } from "./ref.ts";

export const ParticipantConnectionRef = builder.connectionObject(
  { type: ParticipantRef, name: "ParticipantConnection", description: "A page of participants." },
  { name: "ParticipantEdge", description: "A participant in a connection, with its cursor." },
);

type ParticipantsArgs = Parameters<typeof connection>[0] & { filter?: ParticipantFilter | null | undefined };

/** The participants of a session as a connection; null when AWS says that there is no such session. */
export function participantConnection(
  session: { stageArn: string; sessionId: string },
  { filter, ...args }: ParticipantsArgs,
  { loaders, identity }: Context,
) {
  const { stageArn, sessionId } = session;
  const { upstream, keep } = splitFilter(filter, identity);
  const binding = bindingOf("participants", stageArn, sessionId, filter);
  return nullWhenNotFound(
    connection(args, { binding, max: largestPage, keep }, (request) =>
      loaders.participant.page(session, upstream, request),
    ),
  );
}

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
