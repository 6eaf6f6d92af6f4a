import { once } from "node:events";

import { WebSocket } from "ws";

interface FollowedEvent {
  readonly id: string;
  readonly participantId: string;
}

/** One of many subscribers over WebSocket, in real time. It keeps little of what comes. */
export interface Follower {
  /** The events that came, in order, every one as often as it came. */
  readonly events: readonly FollowedEvent[];
  /** The names of the types of all items that came. */
  readonly types: readonly string[];
  readonly cursor: string | undefined;
  /** Errors that the subscription failed with. */
  readonly failures: readonly { extensions: { code: string; cursor?: string } }[];
  /** How the socket was closed, once it was. */
  readonly closed: number | undefined;
  /** The socket itself. */
  readonly ws: WebSocket;
  /** Cuts the connection. */
  cut(): void;
}

const subscription = `subscription ($arn: Arn!, $after: String) {
  stageEvents(stageArn: $arn, after: $after) {
    __typename
    ... on ParticipantEventOccurred { event { id participantId } }
  }
}`;

/** Subscribes to the log of a stage. Resolves when the socket is open and the subscription sent. */
export async function follow(
  url: string,
  { arn, after, query = subscription }: { arn: string; after?: string | undefined; query?: string },
): Promise<Follower> {
  const ws = new WebSocket(`${url.replace("http", "ws")}/graphql`, "graphql-transport-ws");
  const events: FollowedEvent[] = [];
  const types: string[] = [];
  const failures: { extensions: { code: string; cursor?: string } }[] = [];
  let cursor = after;
  let closed: number | undefined;
  ws.on("error", () => undefined);
  ws.on("close", (code) => (closed = code));
  ws.on("message", (data: Buffer) => {
    const { type, payload } = JSON.parse(data.toString()) as { type: string; payload: never };
    if (type === "connection_ack")
      ws.send(JSON.stringify({ id: "1", type: "subscribe", payload: { query, variables: { arn, after } } }));
    if (type === "error") failures.push(...(payload as Follower["failures"]));
    if (type !== "next") return;
    const { data: answer, extensions } = payload as {
      data: { stageEvents: { __typename: string; event?: FollowedEvent } };
      extensions: { cursor: string };
    };
    const { __typename, event } = answer.stageEvents;
    types.push(__typename);
    if (event) events.push(event);
    ({ cursor } = extensions);
  });
  await once(ws, "open");
  ws.send(JSON.stringify({ type: "connection_init" }));
  return {
    events,
    types,
    failures,
    get cursor() {
      return cursor;
    },
    get closed() {
      return closed;
    },
    ws,
    cut: () => ws.terminate(),
  };
}

/** Opens many, some at a time: an acceptor takes only so many at once. */
export async function followTimes(
  count: number,
  open: (index: number) => Promise<Follower>,
): Promise<Follower[]> {
  const followers: Follower[] = [];
  for (let from = 0; from < count; from += 100) {
    const some = Array.from({ length: Math.min(100, count - from) }, (_, n) => open(from + n));
    followers.push(...(await Promise.all(some)));
  }
  return followers;
}
