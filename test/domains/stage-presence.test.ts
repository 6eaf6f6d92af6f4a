import { describe, expect, it } from "vitest";

import { startGateway } from "../support/gateway.ts";
import { type Listener, overSse, overWebSocket, transports } from "../support/listeners.ts";
import { as, routerEnv } from "../support/viewers.ts";

const room = `subscription ($arn: Arn!, $filter: ParticipantFilter, $after: String) {
  stagePresence(stageArn: $arn, filter: $filter, after: $after) {
    __typename cursor epoch seq
    ... on PresenceSnapshot { part complete connectedCount participants { participantId state isPublishing } }
    ... on ParticipantChanged { changed participant { participantId published isPublishing sourceStageArn } }
    ... on ParticipantLeft { participantId }
    ... on StageDeleted { complete }
  }
}`;

async function start(options: Parameters<typeof startGateway>[0] = {}) {
  const gateway = await startGateway({ time: "still", ...options });
  const { arn } = gateway.emulator.stages.create({ name: "studio" });
  return { gateway, arn, stage: gateway.emulator.stages.stage(arn), clock: gateway.clock };
}

/** The list that a client keeps by what it is told. Throws where somebody comes twice or leaves without having been there. */
function roomOf({ items }: Listener): Set<string> {
  const inside = new Set<string>();
  const claim = (fits: boolean, participantId: string) => {
    if (!fits) throw new Error(`${participantId} does not fit into the list.`);
  };
  for (const { __typename: type, part, participants, participant, participantId } of items) {
    if (type === "PresenceSnapshot") {
      if (part === 1) inside.clear();
      for (const each of participants) {
        claim(!inside.has(each.participantId), each.participantId);
        inside.add(each.participantId);
      }
    }
    if (type === "ParticipantChanged") inside.add(participant.participantId);
    if (type === "ParticipantLeft") claim(inside.delete(participantId), participantId);
  }
  return inside;
}

const snapshots = ({ items }: Listener) =>
  items.filter(({ __typename }) => __typename === "PresenceSnapshot");
const words = ({ items }: Listener) =>
  items.flatMap(({ __typename: type, participant, participantId, changed }) => {
    if (type === "ParticipantChanged") return [`${participant.participantId}: ${changed.join(" ")}`];
    return type === "ParticipantLeft" ? [`${participantId} left`] : [];
  });

describe.each(transports)("stagePresence over %s", (_name, listen) => {
  it("begins with who is there, and follows with who comes, changes and leaves", async () => {
    const { gateway, arn, stage, clock } = await start();
    const ana = stage.join({ participantId: "ana" });
    const listener = await listen(gateway, room, { arn });
    await clock.advance(4_000);
    expect(listener.items[0].__typename).toBe("IvsFeedStatus");
    expect(snapshots(listener)).toMatchObject([
      {
        part: 1,
        complete: true,
        connectedCount: 1,
        participants: [{ participantId: "ana", state: "CONNECTED" }],
      },
    ]);
    const ben = stage.join({ participantId: "ben" });
    await clock.advance(3_000);
    ben.publish();
    await clock.advance(3_000);
    ben.unpublish();
    await clock.advance(3_000);
    ana.leave();
    await clock.advance(4_000);
    expect(roomOf(listener)).toEqual(new Set(["ben"]));
    const told = words(listener);
    expect(told[0]).toBe("ben: state");
    expect(told.at(-1)).toBe("ana left");
    expect(told.filter((each) => each.includes("isPublishing")).length).toBeGreaterThanOrEqual(2);
    const flags = listener.items.flatMap(({ participant }) => participant?.isPublishing ?? []);
    expect(flags).toContain(true);
    expect(flags.at(-1)).toBe(false);
    expect(new Set(listener.items.map(({ epoch }) => epoch)).size).toBe(2);
  });

  it("comes in parts of a hundred, those who publish first, without a double", async () => {
    const { gateway, arn, stage, clock } = await start();
    for (let n = 0; n < 230; n += 1) stage.join({ participantId: `p${n}` });
    for (const n of [7, 150, 229]) stage.join({ participantId: `host${n}` }).publish();
    const listener = await listen(gateway, room, { arn });
    await clock.advance(5_000);
    expect(
      snapshots(listener).map(({ part, complete, participants }) => [part, complete, participants.length]),
    ).toEqual([
      [1, false, 100],
      [2, false, 100],
      [3, true, 33],
    ]);
    expect(
      snapshots(listener)[0]
        .participants.slice(0, 3)
        .map(({ participantId }: { participantId: string }) => participantId)
        .toSorted(),
    ).toEqual(["host150", "host229", "host7"]);
    expect(roomOf(listener).size).toBe(233);
  });
});

describe("stagePresence", () => {
  it("goes on after a cursor with what has changed, and begins again where that is forgotten", async () => {
    const { gateway, arn, stage, clock } = await start();
    stage.join({ participantId: "ana" });
    const first = await overSse(gateway, room, { arn });
    const other = await overWebSocket(gateway, room, { arn });
    await clock.advance(5_000);
    first.leave();
    await clock.settle();
    const ben = stage.join({ participantId: "ben" });
    await clock.advance(5_000);
    const second = await overSse(gateway, room, { arn, after: first.items.at(-1).cursor });
    await clock.advance(2_000);
    expect(snapshots(second)).toEqual([]);
    expect(words(second)[0]).toBe("ben: state");
    second.leave();
    other.leave();
    await clock.advance(60_000);
    expect(gateway.app.watches.activity()).toEqual({ topics: 0, readers: 0, askers: 0, calls: 0 });
    ben.leave();
    await clock.advance(5_000);
    const third = await overSse(gateway, room, { arn, after: second.items.at(-1).cursor });
    await clock.advance(5_000);
    expect(snapshots(third)).toMatchObject([{ connectedCount: 1 }]);
    expect(roomOf(third)).toEqual(new Set(["ana"]));
  });

  it("begins the snapshot again for whoever was cut off in the middle of it", async () => {
    const { gateway, arn, stage, clock } = await start();
    for (let n = 0; n < 120; n += 1) stage.join({ participantId: `p${n}` });
    const first = await overWebSocket(gateway, room, { arn });
    await clock.advance(5_000);
    const cutAt = snapshots(first)[0];
    const second = await overSse(gateway, room, { arn, after: cutAt.cursor });
    await clock.advance(2_000);
    expect(snapshots(second).map(({ part }) => part)).toEqual([1, 2]);
    expect(roomOf(second).size).toBe(120);
    const third = await overSse(gateway, room, { arn, after: snapshots(first)[1].cursor });
    await clock.advance(2_000);
    expect(snapshots(third)).toEqual([]);
  });

  it("shows whom its filter does: who comes to meet it, and who no longer does", async () => {
    const { gateway, arn, stage, clock } = await start();
    const ana = stage.join({ participantId: "ana" });
    stage.join({ participantId: "ben" });
    const listener = await overWebSocket(gateway, room, { arn, filter: { published: true } });
    await clock.advance(5_000);
    expect(snapshots(listener)).toMatchObject([{ connectedCount: 0, participants: [], complete: true }]);
    ana.publish();
    await clock.advance(4_000);
    expect(roomOf(listener)).toEqual(new Set(["ana"]));
    expect(words(listener)[0]).toBe("ana: state");
    ana.leave();
    await clock.advance(4_000);
    expect(words(listener).at(-1)).toBe("ana left");
  });

  it("costs what one follower of the log costs, and queries of who is there cost nothing meanwhile", async () => {
    const { gateway, arn, stage, clock } = await start();
    stage.join({ participantId: "ana" }).publish();
    const ben = stage.join({ participantId: "ben" });
    ben.publish();
    const ask = async () => {
      gateway.emulator.resetCalls();
      const { data, errors } = await gateway.eventually(
        gateway.query(
          `query ($arn: Arn!) { stage(arn: $arn) { presence { connectedCount publishingCount complete asOf } participants { nodes { participantId isPublishing } } } }`,
          { arn },
        ),
      );
      expect(errors).toBeUndefined();
      return { calls: gateway.emulator.calls, ...data.stage };
    };
    expect((await ask()).calls).toMatchObject({ GetStage: 1, ListParticipants: 2, ListParticipantEvents: 2 });
    const listener = await overWebSocket(gateway, room, { arn });
    await clock.advance(5_000);
    ben.unpublish();
    await clock.advance(5_300);
    const { calls, presence, participants } = await ask();
    expect(calls).toEqual({ GetStage: 1, ListParticipants: 1 });
    expect(presence).toMatchObject({ connectedCount: 2, publishingCount: 1, complete: true });
    expect(participants.nodes).toEqual([
      { participantId: "ana", isPublishing: true },
      { participantId: "ben", isPublishing: false },
    ]);
    listener.leave();
  });

  it("is not for who does not see the stage", async () => {
    const { gateway, arn, clock } = await start({ env: routerEnv });
    const refused = await overSse(gateway, room, { arn }, as("ben", { stages: ["tenant=acme"] }));
    await clock.advance(2_000);
    expect(refused.answers[0].errors).toMatchObject([{ extensions: { code: "NOT_FOUND" } }]);
    expect(gateway.app.watches.activity()).toMatchObject({ topics: 0 });
  });

  it("ends with the stage, after everybody has left", async () => {
    const { gateway, arn, stage, clock } = await start();
    stage.join({ participantId: "ana" });
    const listener = await overWebSocket(gateway, room, { arn });
    await clock.advance(5_000);
    stage.delete();
    await clock.advance(30_000);
    expect(words(listener)).toContain("ana left");
    expect(listener.items.at(-1)).toMatchObject({ __typename: "StageDeleted" });
    expect(listener.end).toBe("complete");
  });
});
