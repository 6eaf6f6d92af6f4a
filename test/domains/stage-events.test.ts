import { describe, expect, it } from "vitest";

import { startGateway } from "../support/gateway.ts";
import { type Listener, overSse, overWebSocket, transports } from "../support/listeners.ts";
import { as, routerEnv } from "../support/viewers.ts";

const everything = `subscription ($arn: Arn!, $filter: ParticipantEventFilter, $after: String) {
  stageEvents(stageArn: $arn, filter: $filter, after: $after) {
    __typename cursor epoch seq observedAt stageArn
    ... on ParticipantEventOccurred { late replayed event { id name participantId eventTime } }
    ... on StageSessionStarted { sessionId replayed }
    ... on StageSessionEnded { sessionId }
    ... on StageDeleted { complete }
    ... on IvsFeedStatus { mode complete lastCompleteListAt expectedStalenessMs publisherStalenessMs }
    ... on IvsFeedGap { cause afterEpoch afterSeq }
    ... on IvsFeedClosing { reason }
  }
}`;

async function start(options: Parameters<typeof startGateway>[0] = {}) {
  const gateway = await startGateway({ time: "still", ...options });
  const { arn } = gateway.emulator.stages.create({ name: "studio" });
  return { gateway, arn, stage: gateway.emulator.stages.stage(arn), clock: gateway.clock };
}

/** What happened, in words: names of events with whom it happened to, names of other types. */
const told = ({ items }: Listener) =>
  items.flatMap(({ __typename: type, event }) => {
    if (event) return [`${event.participantId} ${event.name}`];
    return type.startsWith("Stage") ? [type] : [];
  });

const ofType = ({ items }: Listener, type: string) => items.filter(({ __typename }) => __typename === type);

describe.each(transports)("stageEvents over %s", (_name, listen) => {
  it("begins with how it is watched, and gives what happens as it is found", async () => {
    const { gateway, arn, stage, clock } = await start();
    const listener = await listen(gateway, everything, { arn });
    await clock.advance(3_000);
    expect(listener.items[0]).toMatchObject({ __typename: "IvsFeedStatus", stageArn: arn, seq: 0 });
    expect(ofType(listener, "IvsFeedStatus").at(-1)).toMatchObject({
      mode: "LIVE",
      complete: true,
      publisherStalenessMs: null,
    });
    const ana = stage.join({ participantId: "ana" });
    await clock.advance(3_000);
    ana.publish();
    await clock.advance(2_000);
    ana.leave();
    await clock.advance(40_000);
    expect(told(listener).slice(0, 3)).toEqual(["StageSessionStarted", "ana JOINED", "ana PUBLISH_STARTED"]);
    expect(told(listener).slice(3).toSorted()).toEqual([
      "StageSessionEnded",
      "ana LEFT",
      "ana PUBLISH_STOPPED",
    ]);
    const [joined] = ofType(listener, "ParticipantEventOccurred");
    expect(joined).toMatchObject({ late: false, replayed: false, stageArn: arn, seq: 2 });
    for (const { data, extensions } of listener.answers)
      expect(extensions.cursor).toBe(data.stageEvents.cursor);
    expect(ofType(listener, "IvsFeedCheckpoint").length).toBeGreaterThan(1);
  });

  it("gives events the ids that queries give them", async () => {
    const { gateway, arn, stage, clock } = await start();
    const listener = await listen(gateway, everything, { arn });
    await clock.advance(3_000);
    stage.join({ participantId: "ana" }).publish();
    await clock.advance(5_000);
    const ids = ofType(listener, "ParticipantEventOccurred").map(({ event }) => event.id);
    const { data } = await gateway.eventually(
      gateway.query(
        `query ($arn: Arn!) { participant(stageArn: $arn, participantId: "ana") { events { nodes { id } } } }`,
        { arn },
      ),
    );
    expect(ids).toHaveLength(2);
    expect(data.participant.events.nodes.map(({ id }: { id: string }) => id)).toEqual(ids);
  });

  it("goes on after a cursor, with everything that followed and nothing twice", async () => {
    const { gateway, arn, stage, clock } = await start();
    const steady = await listen(gateway, everything, { arn });
    const first = await listen(gateway, everything, { arn });
    await clock.advance(3_000);
    const ana = stage.join({ participantId: "ana" });
    await clock.advance(3_000);
    first.leave();
    await clock.settle();
    ana.publish();
    stage.join({ participantId: "ben" });
    await clock.advance(3_000);
    const after = first.items.at(-1).cursor;
    const second = await listen(gateway, everything, { arn, after });
    await clock.advance(1_000);
    ana.unpublish();
    await clock.advance(3_000);
    expect(told(steady)).toHaveLength(5);
    expect([...told(first), ...told(second)]).toEqual(told(steady));
    const places = [...first.items, ...second.items]
      .filter(({ event }) => event)
      .map(({ epoch, seq }) => `${epoch} ${seq}`);
    expect(new Set(places).size).toBe(places.length);
  });

  it("leaves out the events that its filter does, and gives all else", async () => {
    const { gateway, arn, stage, clock } = await start();
    const byName = await listen(gateway, everything, { arn, filter: { names: ["PUBLISH_STARTED"] } });
    const byId = await listen(gateway, everything, {
      arn,
      filter: { participantIds: ["ben"], names: ["JOINED", "LEFT"] },
    });
    await clock.advance(3_000);
    stage.join({ participantId: "ana" }).publish();
    stage.join({ participantId: "ben" }).publish();
    await clock.advance(5_000);
    expect(told(byName).toSorted()).toEqual([
      "StageSessionStarted",
      "ana PUBLISH_STARTED",
      "ben PUBLISH_STARTED",
    ]);
    expect(told(byId)).toEqual(["StageSessionStarted", "ben JOINED"]);
  });

  it("reads what its items link to for each item anew", async () => {
    const { gateway, arn, stage, clock } = await start();
    const listener = await listen(
      gateway,
      `subscription ($arn: Arn!) { stageEvents(stageArn: $arn) {
        stage { name }
        ... on ParticipantEventOccurred { event { name participant { userId state attributes { key value } } } } } }`,
      { arn },
    );
    await clock.advance(3_000);
    const ana = stage.join({ participantId: "ana", userId: "u1", attributes: { role: "host" } });
    await clock.advance(3_000);
    ana.leave();
    await clock.advance(4_000);
    const events = listener.answers.filter(({ data }) => data?.stageEvents.event);
    expect(events.map(({ data }) => data.stageEvents.event.participant.state)).toEqual([
      "CONNECTED",
      "DISCONNECTED",
    ]);
    for (const { data, extensions } of events) {
      expect(data.stageEvents).toMatchObject({
        stage: { name: "studio" },
        event: { participant: { userId: "u1", attributes: [{ key: "role", value: "host" }] } },
      });
      expect(extensions.upstream).toMatchObject({
        calls: { GetParticipant: 1, GetStage: 1 },
        predicted: { total: 2 },
      });
    }
  });

  it("refuses what is no cursor of it before anything is watched", async () => {
    const { gateway, arn, clock } = await start({
      env: { IVS_GRAPHQL_CURSOR_SECRET: "a secret that is long enough to sign with" },
    });
    const { arn: other } = gateway.emulator.stages.create({ name: "other" });
    const listener = await listen(gateway, everything, { arn: other });
    await clock.advance(1_000);
    const foreign = listener.items[0].cursor;
    listener.leave();
    await clock.advance(60_000);
    gateway.emulator.resetCalls();
    const expired = Buffer.from(foreign, "base64url");
    expired[1] = (expired[1] ?? 0) ^ 1;
    for (const [after, code] of [
      ["nonsense", "CURSOR_INVALID"],
      [foreign, "CURSOR_INVALID"],
      [expired.toString("base64url"), "CURSOR_EXPIRED"],
    ]) {
      const refused = await listen(gateway, everything, { arn, after });
      await gateway.until(() => refused.answers.length > 0);
      expect(refused.answers[0].errors).toMatchObject([{ extensions: { code } }]);
    }
    await clock.advance(20_000);
    expect(gateway.emulator.calls).toEqual({});
    expect(gateway.app.listeners().subscriptions).toBe(0);
  });

  it("is for who holds the scope, and sees the stage", async () => {
    const { gateway, arn, clock } = await start({ env: routerEnv });
    const { arn: other } = gateway.emulator.stages.create({ name: "other" });
    for (const [headers, code] of [
      [as("ann", { scopes: ["ivs:read"] }), "FORBIDDEN"],
      [as("ben", { stages: [other] }), "NOT_FOUND"],
      [as("eve", { stages: ["tenant=acme"] }), "NOT_FOUND"],
    ] as const) {
      const refused = await listen(gateway, everything, { arn }, headers);
      await clock.advance(2_000);
      expect(refused.answers[0].errors).toMatchObject([{ extensions: { code } }]);
    }
    expect(gateway.app.watches.activity()).toMatchObject({ topics: 0, readers: 0 });
    const seen = await listen(gateway, everything, { arn }, as("cem", { stages: [arn] }));
    await clock.advance(2_000);
    expect(seen.items[0]).toMatchObject({ __typename: "IvsFeedStatus" });
  });

  it("ends with its stage, and says so", async () => {
    const { gateway, arn, stage, clock } = await start();
    const listener = await listen(gateway, everything, { arn });
    await clock.advance(3_000);
    stage.delete();
    await clock.advance(30_000);
    expect(listener.items.at(-1)).toMatchObject({ __typename: "StageDeleted", complete: true });
    expect(listener.end).toBe("complete");
  });

  it("says so to who is bound to it by a tag, which it has no more", async () => {
    const { gateway, clock } = await start({ env: routerEnv });
    const { stages } = gateway.emulator;
    const { arn } = stages.create({ name: "mine", tags: { tenant: "acme" } });
    const room = `subscription ($arn: Arn!) { stagePresence(stageArn: $arn) { __typename stageArn } }`;
    const acme = as("ann", { stages: ["tenant=acme"] });
    const followers = [
      await listen(gateway, everything, { arn }, acme),
      await listen(gateway, room, { arn }, acme),
    ];
    await clock.advance(3_000);
    stages.stage(arn).delete();
    await clock.advance(30_000);
    for (const { answers, items, end } of followers) {
      expect(answers.filter(({ errors }) => errors)).toEqual([]);
      expect(items.at(-1)).toMatchObject({ __typename: "StageDeleted", stageArn: arn });
      expect(end).toBe("complete");
    }
  });

  it("takes leave with its cursor when the server does", async () => {
    const { gateway, arn, clock } = await start();
    const listener = await listen(gateway, everything, { arn });
    await clock.advance(3_000);
    const closed = gateway.close();
    await clock.advance(1_000);
    await closed;
    expect(listener.items.at(-1)).toMatchObject({ __typename: "IvsFeedClosing", reason: "DRAINING" });
    expect(listener.end).toBe("closed");
  });
});

describe("participantEvents", () => {
  it("gives what happens to one participant, who is asked for first, and the sessions", async () => {
    const { gateway, arn, stage, clock } = await start();
    const listener = await overWebSocket(
      gateway,
      `subscription ($arn: Arn!) { participantEvents(stageArn: $arn, participantId: "ben") {
        __typename ... on ParticipantEventOccurred { event { name participantId } } } }`,
      { arn },
    );
    await clock.advance(3_000);
    stage.join({ participantId: "ana" });
    const ben = stage.join({ participantId: "ben" });
    await clock.advance(3_000);
    ben.publish();
    await clock.advance(2_500);
    expect(told(listener)).toEqual(["StageSessionStarted", "ben JOINED", "ben PUBLISH_STARTED"]);
  });
});

describe("many who subscribe to the same", () => {
  it("cost what one costs, each line executed once", async () => {
    const costs: object[] = [];
    for (const count of [1, 50]) {
      const { gateway, arn, stage, clock } = await start();
      const listeners = await Promise.all(
        Array.from({ length: count }, (_, n) =>
          (n % 2 ? overSse : overWebSocket)(gateway, everything, { arn }),
        ),
      );
      await clock.advance(3_000);
      stage.join({ participantId: "ana" });
      await clock.advance(6_000);
      for (const listener of listeners) expect(told(listener)).toEqual(["StageSessionStarted", "ana JOINED"]);
      costs.push(gateway.emulator.calls);
      for (const listener of listeners) listener.leave();
      await clock.advance(60_000);
      expect(gateway.app.watches.activity()).toEqual({ topics: 0, readers: 0, askers: 0, calls: 0 });
    }
    expect(costs[1]).toEqual(costs[0]);
  });
});

describe("the position that mutations answer with", () => {
  it("is where a subscription begins to tell what came of them", async () => {
    const { gateway, arn, stage, clock } = await start();
    stage.join({ participantId: "ana" });
    const disconnect = async (participantId: string) => {
      const asked = gateway.query(
        `mutation ($input: DisconnectParticipantInput!) { disconnectParticipant(input: $input) {
          __typename ... on DisconnectParticipantPayload { position { cursor epoch seq } } } }`,
        { input: { stageArn: arn, participantId } },
      );
      await clock.advance(10_000);
      const { data } = await asked;
      return data.disconnectParticipant.position;
    };
    const listener = await overWebSocket(gateway, everything, { arn });
    await clock.advance(5_000);
    const before = listener.items.at(-1);
    const position = await disconnect("ana");
    expect(position).toMatchObject({ epoch: before.epoch, seq: before.seq });
    const after = await overSse(gateway, everything, { arn, after: position.cursor });
    await clock.advance(2_000);
    expect(told(after)[0]).toBe("ana LEFT");
    listener.leave();
    after.leave();
    await clock.advance(60_000);
    stage.join({ participantId: "ben" });
    await clock.advance(3_000);
    expect(await disconnect("ben")).toBeNull();
  });

  it("is of both stages where somebody is replicated", async () => {
    const { gateway, arn, stage, clock } = await start();
    const { arn: other } = gateway.emulator.stages.create({ name: "other" });
    stage.join({ participantId: "ana" }).publish();
    const listener = await overWebSocket(gateway, everything, { arn: other });
    await clock.advance(5_000);
    const asked = gateway.query(
      `mutation ($input: StartParticipantReplicationInput!) { startParticipantReplication(input: $input) {
        ... on StartParticipantReplicationPayload { position { cursor } destinationPosition { cursor epoch } } } }`,
      { input: { sourceStageArn: arn, destinationStageArn: other, participantId: "ana" } },
    );
    await clock.advance(10_000);
    const { position, destinationPosition } = (await asked).data.startParticipantReplication;
    expect(position).toBeNull();
    expect(destinationPosition).toMatchObject({ epoch: listener.items.at(-1).epoch });
    const after = await overSse(gateway, everything, { arn: other, after: destinationPosition.cursor });
    await clock.advance(2_000);
    expect(told(after)).toContain("ana PUBLISH_STARTED");
  });
});
