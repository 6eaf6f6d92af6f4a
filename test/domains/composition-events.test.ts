import { describe, expect, it } from "vitest";

import { startGateway } from "../support/gateway.ts";
import { type Listener, overSse, overWebSocket, transports } from "../support/listeners.ts";
import { startComposition } from "../support/resources.ts";
import { as, routerEnv } from "../support/viewers.ts";

const board = `subscription ($of: CompositionEventsOf, $after: String) {
  compositionEvents(of: $of, after: $after) {
    __typename cursor epoch seq stageArn stage { name }
    ... on IvsFeedStatus { mode }
    ... on CompositionsSnapshot { part complete compositions { arn state } }
    ... on CompositionChanged { changed composition { arn state stageArn destinations { state } tags { key } } }
    ... on CompositionVanished { compositionArn composition { state } }
  }
}`;

async function start(options: Parameters<typeof startGateway>[0] = {}) {
  const gateway = await startGateway({
    settings: { compositionIdleMs: 10_000, compositionRetentionMs: 30_000 },
    ...options,
  });
  const liveStage = (name: string, tags?: { tenant: string }) => {
    const { arn } = gateway.emulator.stages.create({ name, ...(tags && { tags }) });
    const stage = gateway.emulator.stages.stage(arn);
    stage.join({ participantId: "ana" }).publish();
    return { arn, stage };
  };
  return { gateway, clock: gateway.clock, liveStage };
}

/** What was told, in words. */
const told = ({ items }: Listener) =>
  items.flatMap(({ __typename: type, compositions, composition, changed }): string[] => {
    if (type === "CompositionsSnapshot")
      return [`all: ${compositions.map(({ state }: { state: string }) => state).join(" ")}`.trim()];
    if (type === "CompositionChanged") return [`${composition.state} ${changed.join(" ")}`.trim()];
    return type === "CompositionVanished" ? [`${composition.state} vanished`] : [];
  });

describe.each(transports)("compositionEvents over %s", (_name, listen) => {
  it("begins with which there are, and tells how they start, end and are forgotten", async () => {
    const { gateway, clock, liveStage } = await start();
    const { arn: stageArn, stage } = liveStage("studio");
    const listener = await listen(gateway, board);
    await clock.advance(3_000);
    expect(listener.items[0]).toMatchObject({ __typename: "IvsFeedStatus", stageArn: null });
    const { arn } = await startComposition(gateway, { stageArn });
    await clock.advance(10_000);
    stage.participant("ana").leave();
    await clock.advance(55_000);
    expect(told(listener)).toEqual([
      "all:",
      "STARTING",
      "ACTIVE state destinations",
      "STOPPING state destinations",
      "STOPPED state destinations endTime",
      "STOPPED vanished",
    ]);
    expect(listener.items.findLast(({ composition }) => composition)).toMatchObject({
      compositionArn: arn,
      stageArn,
      stage: { name: "studio" },
    });
    for (const { data, extensions } of listener.answers)
      expect(extensions.cursor).toBe(data.compositionEvents.cursor);
  });

  it("goes on after a cursor with what has changed", async () => {
    const { gateway, clock, liveStage } = await start();
    const steady = await listen(gateway, board);
    const first = await listen(gateway, board);
    await clock.advance(3_000);
    first.leave();
    await clock.settle();
    await startComposition(gateway, { stageArn: liveStage("studio").arn });
    await clock.advance(8_000);
    const second = await listen(gateway, board, { after: first.items.at(-1).cursor });
    await clock.advance(1_000);
    expect(told(second)).toEqual(["ACTIVE"]);
    expect(told(steady)).toEqual(["all:", "STARTING", "ACTIVE state destinations"]);
  });
});

describe("compositionEvents", () => {
  it("tells of one composition, or of those of one stage", async () => {
    const { gateway, clock, liveStage } = await start();
    const [studio, other] = [liveStage("studio"), liveStage("other")];
    const { arn } = await startComposition(gateway, { stageArn: studio.arn });
    const one = await overWebSocket(gateway, board, { of: { compositionArn: arn } });
    const ofStage = await overSse(gateway, board, { of: { stageArn: other.arn } });
    await clock.advance(3_000);
    await startComposition(gateway, { stageArn: studio.arn });
    await startComposition(gateway, { stageArn: other.arn });
    await clock.advance(10_000);
    const arnsOf = ({ items }: Listener) =>
      new Set(items.flatMap(({ composition }) => composition?.arn ?? []));
    expect(told(one)).toEqual(["all: STARTING", "ACTIVE state destinations"]);
    expect(arnsOf(one)).toEqual(new Set([arn]));
    // The channel that it is sent to is taken.
    expect(told(ofStage)).toEqual(["all:", "STARTING", "FAILED state destinations endTime"]);
    expect(ofStage.items[0]).toMatchObject({ stageArn: other.arn });
    const both = await overSse(gateway, board, { of: { compositionArn: arn, stageArn: other.arn } });
    await gateway.until(() => both.answers.length > 0);
    expect(both.answers[0].errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT" } }]);
  });

  it("shows a bound viewer those of its own stages only, and costs it a look at each stage's tags", async () => {
    const { gateway, clock, liveStage } = await start({ env: routerEnv, headers: as("root") });
    const mine = liveStage("mine", { tenant: "acme" });
    const other = liveStage("other", { tenant: "initech" });
    const byTag = await overWebSocket(gateway, board, {}, as("ann", { stages: ["tenant=acme"] }));
    const byArn = await overSse(gateway, board, {}, as("ben", { stages: [mine.arn] }));
    await clock.advance(3_000);
    await startComposition(gateway, { stageArn: mine.arn });
    const { arn: hidden } = await startComposition(gateway, { stageArn: other.arn });
    await clock.advance(10_000);
    for (const listener of [byTag, byArn]) {
      expect(told(listener)).toEqual(["all:", "STARTING", "ACTIVE state destinations"]);
      expect(JSON.stringify(listener.answers)).not.toContain(hidden);
      expect(JSON.stringify(listener.answers)).not.toContain(other.arn);
      expect(listener.answers.some(({ errors }) => errors)).toBe(false);
    }
    for (const of of [{ compositionArn: hidden }, { stageArn: other.arn }]) {
      const refused = await overSse(gateway, board, { of }, as("ann", { stages: ["tenant=acme"] }));
      await clock.advance(1_000);
      expect(refused.answers[0].errors).toMatchObject([{ extensions: { code: "NOT_FOUND" } }]);
    }
    const late = await overSse(gateway, board, {}, as("cem", { stages: ["tenant=initech"] }));
    await clock.advance(1_000);
    expect(late.items[1]).toMatchObject({ compositions: [{ arn: hidden }] });
  });

  it("costs a list every other second, and reads what lists do not show for each item", async () => {
    const { gateway, clock, liveStage } = await start();
    const { arn: stageArn } = liveStage("studio");
    await startComposition(gateway, { stageArn });
    gateway.emulator.resetCalls();
    const listener = await overWebSocket(
      gateway,
      "subscription { compositionEvents { ... on CompositionsSnapshot { compositions { state layout { __typename } } } } }",
    );
    await clock.advance(1_500);
    const found = listener.answers.find(({ data }) => data.compositionEvents.compositions);
    expect(found).toMatchObject({
      data: { compositionEvents: { compositions: [{ layout: { __typename: "GridConfiguration" } }] } },
      extensions: {
        upstream: { calls: { GetComposition: 1 }, predicted: { byOperation: { GetComposition: 20 } } },
      },
    });
    expect(gateway.emulator.calls).toEqual({ ListCompositions: 1, GetComposition: 1 });
  });
});

describe("the position that mutations of compositions answer with", () => {
  it("is where a subscription begins to tell what came of them", async () => {
    const { gateway, clock, liveStage } = await start();
    const { arn: stageArn } = liveStage("studio");
    const { arn } = await startComposition(gateway, { stageArn });
    const stop = `mutation ($arn: Arn!) { stopComposition(input: { arn: $arn }) {
      ... on StopCompositionPayload { position { cursor epoch seq } } } }`;
    const listener = await overWebSocket(gateway, board);
    await clock.advance(8_000);
    const { data } = await gateway.query(stop, { arn });
    const { position } = data.stopComposition;
    expect(position).toMatchObject({ epoch: listener.items.at(-1).epoch, seq: 2 });
    await clock.advance(8_000);
    const after = await overSse(gateway, board, { after: position.cursor });
    await clock.advance(1_000);
    expect(told(after)).toEqual(["STOPPED state destinations endTime"]);
  });
});
