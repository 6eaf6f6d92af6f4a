import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { buildSchema, extendSchema, type GraphQLObjectType, parse } from "graphql";
import { useServer } from "graphql-ws/use/ws";
import { createPubSub, createYoga } from "graphql-yoga";
import { WebSocketServer } from "ws";

import { startApp } from "../../src/app.ts";
import { createSystemClock } from "../../src/clock.ts";
import { readConfig } from "../../src/config.ts";
import type { Context } from "../../src/context.ts";
import { showLogItem } from "../../src/domains/participant/feed-items.ts";
import type { LogItem } from "../../src/domains/participant/watch-item.ts";
import type { Desk, Watch } from "../../src/feed/subject.ts";
import { openFeedStream, type ShownLines } from "../../src/graph/feed-stream.ts";
import { schema as graph } from "../../src/graph/index.ts";
import { createLog } from "../../src/log.ts";
import { heldBytes } from "../support/memory.ts";

/** What is asked of a server that tells many the same. */
export type FanoutOrder = "cpu" | "memory" | "subscribers" | { publish: number; everyMs: number };

/** A server, and how it tells something to all. */
interface Side {
  readonly url: string;
  subscribers(): number;
  publish(index: number): void;
}

const [kind = "", bytes = "0"] = process.argv.slice(2);
const clock = createSystemClock();
/** Clients of a benchmark answer no pings. */
const never = 300_000;
/** As long as what a client is told is to be. */
const name = "PUBLISH_STARTED".padEnd(Number(bytes), "_");

async function listen(server: ReturnType<typeof createServer>): Promise<string> {
  server.listen(0, "127.0.0.1", 4_096);
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The product: its server, and a topic of its feed that is written here rather than found by polling. */
async function startOurs(): Promise<Side> {
  const stageArn = "arn:aws:ivs:us-west-2:123456789012:stage/abcdefghijkl";
  const opened: { desk?: Desk<LogItem> } = {};
  const standing = {
    complete: true,
    lastCompleteListAt: undefined,
    publisherStalenessMs: 0,
    expectedStalenessMs: 0,
  };
  const watch: Watch<LogItem> = {
    topic: "fanout",
    open(desk) {
      opened.desk = desk;
      return { standing: () => standing, mark: () => ({}), nudge: () => undefined, close: () => undefined };
    },
  };
  const shownLines: ShownLines = new WeakMap();
  const schema = extendSchema(graph, parse("extend type Subscription { happening: StageFeedItem! }"));
  const { happening } = (schema.getType("Subscription") as GraphQLObjectType).getFields();
  Object.assign(happening ?? {}, {
    subscribe: (_root: unknown, _args: object, context: Context) =>
      openFeedStream(context, {
        topic: watch.topic,
        deliveries: context.watches.feed.follow(watch),
        stageArn,
        show: showLogItem,
        shownLines,
      }),
    resolve: (item: object) => item,
  });
  const many = "100000";
  const app = await startApp(
    readConfig({
      PORT: "0",
      LOG_LEVEL: "silent",
      IVS_GRAPHQL_EMULATOR_SCENARIO: "quiet",
      IVS_GRAPHQL_VIEWER_SUBSCRIPTIONS: many,
      IVS_GRAPHQL_SUBSCRIPTIONS: many,
      IVS_GRAPHQL_SOCKETS: many,
      IVS_GRAPHQL_MAX_CONNECTIONS: many,
      IVS_GRAPHQL_REQUESTS_PER_SECOND: "0",
      IVS_GRAPHQL_UPSTREAM_CALLS_PER_MINUTE: "0",
      IVS_GRAPHQL_SLOW_CONSUMER_MS: "2000",
      IVS_GRAPHQL_HEARTBEAT_MS: String(never),
    }),
    { clock, log: createLog({ level: "silent" }), version: "0.0.0", schema },
  );
  return {
    url: app.url,
    subscribers: () => app.listeners().subscriptions,
    publish(index) {
      const event = { __typename: "ParticipantEvent", stageArn, sessionId: "st-abcdefghijkl" };
      const said = {
        participantId: `p${index}`,
        key: `key${index}.0`,
        name,
        eventTime: "2026-07-01T10:00:00Z",
      };
      const item = { kind: "event", event: { ...event, ...said }, late: false, replayed: false };
      opened.desk?.emit([{ id: `event${index}`, item: item as unknown as LogItem }]);
    },
  };
}

interface Happening {
  readonly __typename: "ParticipantEventOccurred";
  readonly cursor: string;
  readonly observedAt: string;
  readonly event: object;
}

const happeningOf = (index: number): Happening => ({
  __typename: "ParticipantEventOccurred",
  cursor: "AXfypXQaSnR0d2lENHlpamFlBSJzdC1sanBkSVdxV3dzV0xEADxwDwvPdIg3nzYvwwm9O2E",
  observedAt: new Date(clock.now()).toISOString(),
  event: {
    id: `event${index}`,
    participantId: `p${index}`,
    nameRaw: name,
    eventTime: "2026-07-01T10:00:00Z",
  },
});

/** The same type as a stock server would have it. */
function stock() {
  const pubSub = createPubSub<{ happening: [Happening] }>();
  let subscribers = 0;
  const schema = buildSchema(`
    type Query { a: Int }
    interface StageFeedItem { cursor: String! observedAt: String! }
    type ParticipantEventOccurred implements StageFeedItem { cursor: String! observedAt: String! event: ParticipantEvent! }
    type ParticipantEvent { id: ID! participantId: String! nameRaw: String! eventTime: String! }
    type Subscription { happening: StageFeedItem! }`);
  const { happening } = (schema.getType("Subscription") as GraphQLObjectType).getFields();
  Object.assign(happening ?? {}, {
    subscribe() {
      subscribers += 1;
      return pubSub.subscribe("happening");
    },
    resolve: (item: Happening) => item,
  });
  return {
    schema,
    subscribers: () => subscribers,
    publish: (index: number) => pubSub.publish("happening", happeningOf(index)),
  };
}

async function startYoga(): Promise<Side> {
  const { schema, ...side } = stock();
  const yoga = createYoga({ schema, logging: false, graphiql: false });
  return { url: await listen(createServer((req, res) => void yoga(req, res))), ...side };
}

async function startGraphqlWs(): Promise<Side> {
  const { schema, ...side } = stock();
  const server = createServer();
  useServer({ schema }, new WebSocketServer({ server, path: "/graphql" }), never);
  return { url: await listen(server), ...side };
}

/** The limit: one text, made once, to every socket. */
async function startBroadcast(): Promise<Side> {
  const server = createServer();
  const sockets = new WebSocketServer({ server, path: "/graphql" });
  sockets.on("connection", (ws) => ws.on("message", () => undefined));
  return {
    url: await listen(server),
    subscribers: () => sockets.clients.size,
    publish(index) {
      const payload = { data: { happening: happeningOf(index) } };
      const text = JSON.stringify({ id: "1", type: "next", payload });
      for (const ws of sockets.clients) ws.send(text);
    },
  };
}

const starts: Readonly<Record<string, () => Promise<Side>>> = {
  ours: startOurs,
  yoga: startYoga,
  "graphql-ws": startGraphqlWs,
  broadcast: startBroadcast,
};

const side = await starts[kind]?.();
if (!side) throw new Error(`There is no server ${kind}.`);
let published = 0;

process.on("message", (order: FanoutOrder) => {
  if (order === "cpu") {
    const { user, system } = process.cpuUsage();
    process.send?.((user + system) / 1_000_000);
  } else if (order === "memory") {
    const { heap, buffers } = heldBytes();
    process.send?.(heap + buffers);
  } else if (order === "subscribers") process.send?.(side.subscribers());
  else {
    const until = published + order.publish;
    const stop = clock.every(order.everyMs, () => {
      side.publish(published);
      published += 1;
      if (published < until) return;
      stop();
      process.send?.(published);
    });
  }
});
process.on("disconnect", () => process.exit(0));
process.send?.(side.url);
