import { describe, expect, it } from "vitest";

import { expectWithin } from "../queries/predicted.ts";
import { startGateway } from "../support/gateway.ts";
import { overWebSocket } from "../support/listeners.ts";

const events = `events(first: $first, after: $after, filter: $filter) {
  nodes { id name participantId eventTime } edges { cursor } pageInfo { hasNextPage endCursor } complete }`;
const ofStage = `query ($arn: Arn!, $first: Int = 100, $after: String, $filter: ParticipantEventFilter) {
  stage(arn: $arn) { ${events} } }`;

async function start(env: Record<string, string> = {}) {
  const gateway = await startGateway({ time: "still", settings: { throttle: "off" }, env });
  const { arn } = gateway.emulator.stages.create({ name: "studio" });
  const { clock, emulator } = gateway;
  const stage = emulator.stages.stage(arn);
  const ana = stage.join({ participantId: "ana" });
  await clock.advance(10_000);
  const ben = stage.join({ participantId: "ben" });
  await clock.advance(10_000);
  ana.publish();
  await clock.advance(60_000);
  const ask = async (variables: object = {}, document = ofStage) => {
    emulator.resetCalls();
    const { data, errors, extensions } = await gateway.eventually(
      gateway.query(document, { arn, ...variables }),
    );
    expect(errors).toBeUndefined();
    expectWithin(emulator.calls, extensions.upstream.predicted);
    return data;
  };
  return { gateway, arn, stage, ana, ben, clock, ask };
}

const names = (nodes: { participantId: string; name: string }[]) =>
  nodes.map(({ participantId, name }) => `${participantId} ${name}`);

describe("Stage.events", () => {
  it("shows what happened in the session that is under way, oldest first, for one call a participant", async () => {
    const { gateway, ask } = await start();
    const { stage } = await ask();
    expect(names(stage.events.nodes)).toEqual(["ana JOINED", "ben JOINED", "ana PUBLISH_STARTED"]);
    expect(stage.events).toMatchObject({ complete: true, pageInfo: { hasNextPage: false } });
    expect(gateway.emulator.calls).toMatchObject({ GetStage: 1, ListParticipantEvents: 2 });
  });

  it("goes on after its cursors, and filters", async () => {
    const { ask } = await start();
    const first = await ask({ first: 2 });
    expect(first.stage.events.pageInfo.hasNextPage).toBe(true);
    const rest = await ask({ after: first.stage.events.pageInfo.endCursor });
    expect(names(rest.stage.events.nodes)).toEqual(["ana PUBLISH_STARTED"]);
    const joined = await ask({ filter: { names: ["JOINED"], participantIds: ["ben"] } });
    expect(names(joined.stage.events.nodes)).toEqual(["ben JOINED"]);
  });

  it("ends where a subscription goes on: nothing is missing, and what comes twice has the same id", async () => {
    const { gateway, arn, stage, ana, clock, ask } = await start();
    const before = (await ask()).stage.events;
    ana.unpublish();
    stage.join({ participantId: "cem" });
    await clock.advance(5_000);
    const listener = await overWebSocket(
      gateway,
      `subscription ($arn: Arn!, $after: String) { stageEvents(stageArn: $arn, after: $after) {
        __typename ... on ParticipantEventOccurred { replayed event { id } } } }`,
      { arn, after: before.pageInfo.endCursor },
    );
    await clock.advance(60_000);
    const followed = listener.items.flatMap(({ event }) => event?.id ?? []);
    const seen = new Set([...before.nodes.map(({ id }: { id: string }) => id), ...followed]);
    listener.leave();
    await clock.advance(60_000);
    const after = (await ask()).stage.events.nodes.map(({ id }: { id: string }) => id);
    expect(after).toHaveLength(5);
    expect([...seen].toSorted()).toEqual(after.toSorted());
    expect(listener.items.map(({ __typename }) => __typename)).not.toContain("IvsFeedGap");
  });

  it("ends where a subscription goes on also when AWS failed for one of them, who is shown as remembered", async () => {
    const { gateway, arn, ana, ben, clock, ask } = await start({ IVS_GRAPHQL_CACHE_BYTES: "1000000" });
    await ask();
    await clock.advance(5_000);
    ben.publish();
    ana.unpublish();
    await clock.advance(48_000);
    ben.unpublish();
    ana.publish();
    await clock.advance(1_000);
    // Both reads fail, and one of the two that are tried again.
    const fault = { kind: "error", type: "InternalServerException", status: 500 } as const;
    gateway.emulator.inject({ ...fault, operation: "ListParticipantEvents", times: 3 });
    const shown = (await ask()).stage.events;
    expect(shown.nodes).toHaveLength(5);
    const listener = await overWebSocket(
      gateway,
      `subscription ($arn: Arn!, $after: String) { stageEvents(stageArn: $arn, after: $after) {
        __typename ... on ParticipantEventOccurred { event { id } } } }`,
      { arn, after: shown.pageInfo.endCursor },
    );
    await clock.advance(60_000);
    const followed = listener.items.flatMap(({ event }) => event?.id ?? []);
    expect(new Set([...shown.nodes.map(({ id }: { id: string }) => id), ...followed]).size).toBe(7);
  });

  it("has the ids and cursors that a participant's own events have, after which either subscription goes on", async () => {
    const { gateway, arn, ana, ben, clock, ask } = await start();
    const { participant } = await ask(
      {},
      `query ($arn: Arn!) { participant(stageArn: $arn, participantId: "ana") { events { edges { cursor node { id } } } } }`,
    );
    const [, published] = participant.events.edges;
    const rest = await ask({ after: participant.events.edges[0].cursor });
    expect(names(rest.stage.events.nodes)).toEqual(["ben JOINED", "ana PUBLISH_STARTED"]);
    expect(rest.stage.events.nodes[1].id).toBe(published.node.id);
    ana.unpublish();
    ben.publish();
    const item = `__typename ... on ParticipantEventOccurred { event { name participantId } }`;
    const after = published.cursor;
    const fromStage = await overWebSocket(
      gateway,
      `subscription ($arn: Arn!, $after: String) { stageEvents(stageArn: $arn, after: $after) { ${item} } }`,
      { arn, after },
    );
    const ofAna = await overWebSocket(
      gateway,
      `subscription ($arn: Arn!, $after: String) { participantEvents(stageArn: $arn, participantId: "ana", after: $after) { ${item} } }`,
      { arn, after },
    );
    await clock.advance(60_000);
    const told = ({ items }: typeof ofAna) => names(items.flatMap(({ event }) => event ?? []));
    expect(told(fromStage)).toEqual(expect.arrayContaining(["ana PUBLISH_STOPPED", "ben PUBLISH_STARTED"]));
    expect(told(ofAna)).toEqual(expect.arrayContaining(["ana PUBLISH_STOPPED"]));
    expect([...fromStage.items, ...ofAna.items].map(({ __typename }) => __typename)).not.toContain(
      "IvsFeedGap",
    );
  });

  it("is empty while nobody is in the stage, and tells of sessions that are over by the session", async () => {
    const { gateway, arn, ana, ben, clock, ask } = await start();
    const { data } = await gateway.eventually(
      gateway.query("query ($arn: Arn!) { stage(arn: $arn) { activeSessionId } }", { arn }),
    );
    ana.leave();
    ben.leave();
    await clock.advance(120_000);
    expect((await ask()).stage.events).toMatchObject({ nodes: [], complete: true });
    const { stageSession } = await ask(
      { sessionId: data.stage.activeSessionId },
      `query ($arn: Arn!, $sessionId: String!, $first: Int = 100, $after: String, $filter: ParticipantEventFilter) {
        stageSession(stageArn: $arn, sessionId: $sessionId) { ${events} } }`,
    );
    expect(names(stageSession.events.nodes).slice(0, 3)).toEqual([
      "ana JOINED",
      "ben JOINED",
      "ana PUBLISH_STARTED",
    ]);
    expect(names(stageSession.events.nodes)).toHaveLength(6);
  });

  it("shows to whom it happened without asking for each, within what one request may cost", async () => {
    const { gateway, arn, ana, stage, clock, ask } = await start();
    for (let n = 0; n < 30; n += 1) stage.join({ participantId: `p${n}`, userId: `u${n}` });
    stage.join({ participantId: "host", userId: "u30" }).publish();
    ana.subscribe("host");
    await clock.advance(10_000);
    const { stage: shown } = await ask(
      { first: 20 },
      `query ($arn: Arn!, $first: Int) { stage(arn: $arn) { events(first: $first) {
        nodes { name participantId participant { participantId userId state } stage { name } session { startTime } } } } }`,
    );
    expect(shown.events.nodes).toHaveLength(20);
    for (const { participantId, participant, stage: of, session } of shown.events.nodes) {
      expect(participant).toMatchObject({ participantId, state: "CONNECTED" });
      expect(of.name).toBe("studio");
      expect(session.startTime).not.toBeNull();
    }
    expect(gateway.emulator.calls).toEqual({
      GetStage: 1,
      GetStageSession: 1,
      ListParticipants: 1,
      ListParticipantEvents: 25,
    });
    const { participant } = await ask(
      {},
      `query ($arn: Arn!) { participant(stageArn: $arn, participantId: "ana") { events(first: 20) {
        nodes { name participant { userId } remoteParticipant { userId } } } } }`,
    );
    expect(participant.events.nodes.at(-1)).toMatchObject({
      name: "SUBSCRIBE_STARTED",
      remoteParticipant: { userId: "u30" },
    });
    const named = await ask(
      { arn, first: 5, filter: { participantIds: ["p1", "ana"] } },
      `query ($arn: Arn!, $first: Int, $filter: ParticipantEventFilter) { stage(arn: $arn) { events(first: $first, filter: $filter) {
        nodes { participant { userId attributes { key } } remoteParticipant { userId } } } } }`,
    );
    expect(named.stage.events.nodes).toHaveLength(4);
  });

  it("costs nothing more where nobody is named, and is predicted so", async () => {
    const { gateway, arn, ask } = await start();
    const document = `query ($arn: Arn!) { stage(arn: $arn) { name events(filter: { participantIds: [] }) {
      nodes { participant { userId } stage { name } session { startTime } } } } }`;
    expect(await ask({}, document)).toEqual({ stage: { name: "studio", events: null } });
    expect(gateway.emulator.calls).toEqual({ GetStage: 1 });
    const { extensions } = await gateway.query(document, { arn }, { "x-dry-run": "true" });
    expect(extensions.upstream.predicted).toMatchObject({ total: 1, byOperation: { GetStage: 1 } });
  });

  it("reads no more than 25 participants, and says so", async () => {
    const { gateway, stage, clock, ask } = await start();
    for (let n = 0; n < 30; n += 1) stage.join({ participantId: `p${n}` });
    await clock.advance(10_000);
    const answer = await ask({ first: 1 });
    expect(answer.stage.events.complete).toBe(false);
    expect(gateway.emulator.calls["ListParticipantEvents"]).toBe(25);
  });
});
