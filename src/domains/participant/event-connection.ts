import { builder } from "../../graph/builder.ts";
import { EventRef } from "./event-ref.ts";

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
