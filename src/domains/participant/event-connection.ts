import type { Context } from "../../context.ts";
import { InputError } from "../../errors.ts";
import { builder } from "../../graph/builder.ts";
import { connection } from "../../graph/connection.ts";
import { bindingOf } from "../../graph/filter.ts";
import { spellAddress } from "./address.ts";
import { type EventHistory, largestPage } from "./event-loader.ts";
import { EventRef } from "./event-ref.ts";
import type { ParticipantAddress } from "./loader.ts";

export const EventConnectionRef = builder.connectionObject<typeof EventRef, { complete: boolean }>(
  {
    type: EventRef,
    name: "ParticipantEventConnection",
    description: "A page of events.",
    fields: (t) => ({
      complete: t.boolean({
        nullable: false,
        description:
          "Whether these pages show all events there are: reading a participant's events ends after 2,000, and before when the pages that one request may read are used up.",
        resolve: ({ complete }) => complete,
      }),
    }),
  },
  { name: "ParticipantEventEdge", description: "An event in a connection, with its cursor." },
);

/** The events of a participant as a connection; null when AWS says that there is no such participant. */
export async function eventConnection(
  participant: ParticipantAddress,
  args: Parameters<typeof connection>[0],
  { loaders }: Context,
) {
  const binding = bindingOf("events", spellAddress(participant));
  const history = await loaders.event.history(participant);
  if (!history) return null;
  const everyEvent = { keep: () => true, maxPages: Infinity };
  const page = await connection(args, { binding, max: largestPage, ...everyEvent }, async ({ nextToken }) =>
    pageAfter(nextToken, history),
  );
  return { ...page, complete: history.complete };
}

/** Each event is a page of its own, and its key the token of the next: cursors hold their place when events are added. */
function pageAfter(key: string | undefined, { events, asOf, stale }: EventHistory) {
  const at = key === undefined ? 0 : events.findIndex((event) => event.key === key) + 1;
  if (key !== undefined && at === 0)
    throw new InputError([
      { path: ["after"], rule: "cursor", message: "after names an event that is no longer listed." },
    ]);
  const isLast = at >= events.length - 1;
  return { items: events.slice(at, at + 1), nextToken: isLast ? undefined : events[at]?.key, asOf, stale };
}
