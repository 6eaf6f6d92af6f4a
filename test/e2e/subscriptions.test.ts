import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";

import { type Company, startCompany } from "./company.ts";
import { type Listener, listens } from "./listen.ts";

const fast = {
  IVS_GRAPHQL_FEED_INTERVAL_MS: "200",
  IVS_GRAPHQL_CURSOR_SECRET: "c".repeat(32),
  // However long a router takes to come back on a busy machine: what is not watched on is told again.
  IVS_GRAPHQL_FEED_LINGER_MS: "600000",
};
const soon = { timeout: 20_000, interval: 50 };
const transports = Object.entries(listens);

const query = `subscription ($arn: Arn!, $after: String) {
  stageEvents(stageArn: $arn, after: $after) {
    __typename
    cursor
    stage { name hostedBy { name } }
    ... on ParticipantEventOccurred { event { id name participant { userId user { name } } } }
  }
}`;

interface Item {
  readonly __typename: string;
  readonly cursor: string;
  readonly stage: object;
  readonly event?: { id: string; name: string; participant: { userId: string; user: { name: string } } };
}

const itemsOf = ({ answers }: Listener): Item[] =>
  answers.flatMap(({ data }: { data?: { stageEvents?: Item } }) => data?.stageEvents ?? []);
const eventsOf = (...listeners: Listener[]) => listeners.flatMap(itemsOf).flatMap(({ event }) => event ?? []);
/** Who has joined, as it was told. */
const joined = (...listeners: Listener[]) =>
  eventsOf(...listeners)
    .filter(({ name }) => name === "JOINED")
    .map(({ participant }) => participant.userId);

describe.each([
  ["Hive Gateway", "SSE"],
  ["Hive Gateway over WebSocket", "WebSocket"],
] as const)("a subscription behind %s, which follows the gateway over %s", (kind, follows) => {
  let company: Company;
  beforeAll(async () => {
    company = await startCompany(kind, fast);
  });
  afterAll(() => company?.close());

  /** A stage that Dora hosts. */
  async function createStage(): Promise<string> {
    const { data } = await company.query(
      'mutation { createStage(input: { name: "show" }) { ... on CreateStagePayload { stage { arn } } } }',
    );
    const { arn } = data.createStage.stage;
    await company.query('mutation ($arn: Arn!) { host(stageArn: $arn, userId: "dora") { id } }', { arn });
    return arn;
  }
  const join = (arn: string, userId: string) =>
    company.control("POST", `stages/${arn.split("/")[1]}/participants`, { userId });
  /** A follower by each transport. */
  const follow = (arn: string, after: readonly (string | undefined)[] = []): Listener[] =>
    transports.map(([, listen], index) => {
      const listener = listen(company.router.url, { query, variables: { arn, after: after[index] } });
      onTestFinished(() => listener.leave());
      return listener;
    });

  it("tells over SSE and over WebSocket what happens in one subgraph, with what the other knows of it", async () => {
    const arn = await createStage();
    const listeners = follow(arn);
    for (const listener of listeners)
      await expect
        .poll(() => itemsOf(listener).map(({ __typename }) => __typename), soon)
        .toContain("IvsFeedStatus");
    await join(arn, "ana-1");
    for (const listener of listeners) {
      await expect.poll(() => joined(listener), soon).toEqual(["ana-1"]);
      expect(listener.answers.flatMap(({ errors = [] }) => errors as unknown[])).toEqual([]);
      expect(itemsOf(listener).find(({ event }) => event?.name === "JOINED")).toMatchObject({
        __typename: "ParticipantEventOccurred",
        stage: { name: "show", hostedBy: [{ name: "Dora" }] },
        event: { participant: { userId: "ana-1", user: { name: "Ana" } } },
      });
    }
    expect(company.wire.sockets > 0).toBe(follows === "WebSocket");
  });

  it("passes on the code of what is refused", async () => {
    const listeners = follow(await createStage(), ["no cursor", "no cursor"]);
    for (const { answers } of listeners) {
      await expect.poll(() => answers.length, soon).toBe(1);
      expect(answers[0].errors).toMatchObject([{ extensions: { code: "CURSOR_INVALID" } }]);
    }
  });

  it("loses nothing of what began after a cursor when the connection to the gateway breaks", async () => {
    const arn = await createStage();
    const first = follow(arn);
    for (const listener of first) await expect.poll(() => itemsOf(listener).length, soon).toBeGreaterThan(0);
    const followed = transports.map(([, listen], index) => {
      const begin = (after: string | undefined) =>
        listen(company.router.url, { query, variables: { arn, after } });
      const listeners = [begin(itemsOf(first[index] as Listener).at(-1)?.cursor)];
      onTestFinished(() => listeners.forEach((listener) => listener.leave()));
      return {
        listeners,
        /** The stream has ended and its client goes on; unless the router goes on, as it may over WebSocket. */
        goOn() {
          if (listeners.at(-1)?.hasEnded) listeners.push(begin(listeners.flatMap(itemsOf).at(-1)?.cursor));
        },
      };
    });
    await join(arn, "fleur-5");
    for (const { listeners } of followed)
      await expect.poll(() => joined(...listeners), soon).toEqual(["fleur-5"]);
    company.wire.cut();
    await join(arn, "goran-6");
    for (const { listeners, goOn } of followed) {
      await expect
        .poll(() => {
          goOn();
          return new Set(joined(...listeners));
        }, soon)
        .toEqual(new Set(["fleur-5", "goran-6"]));
    }
  });

  it("goes on after its cursor when the router was restarted, with nothing lost and nothing twice", async () => {
    const arn = await createStage();
    const before = follow(arn);
    for (const listener of before) await expect.poll(() => itemsOf(listener).length, soon).toBeGreaterThan(0);
    await join(arn, "ben-2");
    for (const listener of before) await expect.poll(() => joined(listener), soon).toEqual(["ben-2"]);
    await company.restartRouter();
    for (const listener of before) await expect.poll(() => listener.hasEnded, soon).toBe(true);
    await join(arn, "chidi-3");
    const after = follow(
      arn,
      before.map((listener) => itemsOf(listener).at(-1)?.cursor),
    );
    await join(arn, "emre-4");
    for (const [index, listener] of after.entries()) {
      await expect.poll(() => joined(listener).toSorted(), soon).toEqual(["chidi-3", "emre-4"]);
      const ids = eventsOf(...before.slice(index, index + 1), listener).map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });
});
