import { describe, expect, it } from "vitest";

import { type Gateway, startGateway } from "../support/gateway.ts";

const unthrottled = { settings: { throttle: "off" } } as const;

function createStage(gateway: Gateway) {
  const { arn } = gateway.emulator.stages.create({});
  return { arn, ...gateway.emulator.stages.stage(arn) };
}

interface Person {
  readonly participantId: string;
  readonly sessionId: string;
}

/** Asks something of one participant. */
async function ask(gateway: Gateway, stageArn: string, person: Person, selection: string) {
  const { data, errors } = await gateway.query(
    `query ($stageArn: Arn!, $sessionId: String!, $participantId: String!) {
       participant(stageArn: $stageArn, sessionId: $sessionId, participantId: $participantId) { ${selection} } }`,
    { stageArn, sessionId: person.sessionId, participantId: person.participantId },
  );
  expect(errors).toBeUndefined();
  return data.participant;
}

/** Makes AWS list these events once. */
function list(gateway: Gateway, events: readonly object[]) {
  gateway.emulator.inject({
    kind: "html",
    status: 200,
    operation: "ListParticipantEvents",
    body: JSON.stringify({ events }),
  });
}

const names = (participant: { events: { nodes: { name: string }[] } }) =>
  participant.events.nodes.map(({ name }) => name);

const members = `__typename id name nameRaw eventTime isReplica participantId participant { participantId }
  remoteParticipantId remoteParticipant { participantId stageArn sessionId } errorCode errorCodeRaw stageArn stage { arn } sessionId session { sessionId stageArn }
  destinationStageArn destinationStage { arn } destinationSessionId destinationSession { sessionId stageArn }
  previousToken { capabilities capabilitiesRaw attributes { key value } role: attribute(key: "role") none: attribute(key: "constructor") userId expirationTime }
  newToken { capabilities capabilitiesRaw attributes { key value } userId expirationTime }`;

describe("the events of a participant", () => {
  it("have every member, for the pages of one List", async () => {
    const gateway = await startGateway();
    const stage = createStage(gateway);
    const host = stage.join({ participantId: "host" });
    const elsewhere = createStage(gateway).join();
    const at = (second: number) => `2026-07-01T10:00:0${second}Z`;
    const destinationStageArn = gateway.emulator.stages.list()[1]?.arn;
    list(gateway, [
      { name: "JOINED", participantId: "host", eventTime: at(1), replica: false },
      {
        name: "SUBSCRIBE_STARTED",
        participantId: "host",
        eventTime: at(2),
        remoteParticipantId: "other",
        replica: true,
      },
      { name: "PUBLISH_ERROR", participantId: "host", eventTime: at(3), errorCode: "QUOTA_EXCEEDED" },
      {
        name: "REPLICATION_STARTED",
        participantId: "host",
        eventTime: at(4),
        destinationStageArn,
        destinationSessionId: elsewhere.sessionId,
      },
      {
        name: "TOKEN_EXCHANGED",
        participantId: "host",
        eventTime: at(5),
        previousToken: {
          capabilities: ["SUBSCRIBE", "FLY"],
          attributes: { role: "guest", a: "" },
          userId: "ann",
          expirationTime: at(9),
        },
        newToken: { userId: "" },
      },
      {
        name: "DANCED",
        participantId: "host",
        eventTime: at(6),
        errorCode: "TIRED",
        remoteParticipantId: "",
        destinationStageArn: "",
      },
      { name: "" },
    ]);
    const { events } = await ask(
      gateway,
      stage.arn,
      host,
      `events { complete asOf stale pageInfo { hasNextPage hasPreviousPage } nodes { ${members} } }`,
    );
    expect(events).toMatchObject({
      complete: true,
      asOf: "2026-07-01T10:00:01.000Z",
      stale: false,
      pageInfo: { hasNextPage: false, hasPreviousPage: false },
    });
    const nothing = {
      __typename: "ParticipantEvent",
      id: expect.any(String),
      isReplica: null,
      remoteParticipantId: null,
      remoteParticipant: null,
      errorCode: null,
      errorCodeRaw: null,
      destinationStageArn: null,
      destinationStage: null,
      destinationSessionId: null,
      destinationSession: null,
      previousToken: null,
      newToken: null,
      participantId: "host",
      participant: { participantId: "host" },
      stageArn: stage.arn,
      stage: { arn: stage.arn },
      sessionId: host.sessionId,
      session: { sessionId: host.sessionId, stageArn: stage.arn },
    };
    const named = (name: string, second: number, more: object = {}) => ({
      ...nothing,
      name,
      nameRaw: name,
      eventTime: `2026-07-01T10:00:0${second}.000Z`,
      ...more,
    });
    expect(events.nodes).toEqual([
      { ...nothing, name: null, nameRaw: null, eventTime: null },
      named("JOINED", 1, { isReplica: false }),
      named("SUBSCRIBE_STARTED", 2, {
        isReplica: true,
        remoteParticipantId: "other",
        remoteParticipant: { participantId: "other", stageArn: stage.arn, sessionId: host.sessionId },
      }),
      named("PUBLISH_ERROR", 3, { errorCode: "QUOTA_EXCEEDED", errorCodeRaw: "QUOTA_EXCEEDED" }),
      named("REPLICATION_STARTED", 4, {
        destinationStageArn,
        destinationStage: { arn: destinationStageArn },
        destinationSessionId: elsewhere.sessionId,
        destinationSession: { sessionId: elsewhere.sessionId, stageArn: destinationStageArn },
      }),
      named("TOKEN_EXCHANGED", 5, {
        previousToken: {
          capabilities: ["SUBSCRIBE"],
          capabilitiesRaw: ["SUBSCRIBE", "FLY"],
          attributes: [
            { key: "a", value: "" },
            { key: "role", value: "guest" },
          ],
          role: "guest",
          none: null,
          userId: "ann",
          expirationTime: "2026-07-01T10:00:09.000Z",
        },
        newToken: {
          capabilities: null,
          capabilitiesRaw: null,
          attributes: [],
          userId: null,
          expirationTime: null,
        },
      }),
      named("DANCED", 6, { name: null, errorCodeRaw: "TIRED" }),
    ]);
    expect(new Set(events.nodes.map(({ id }: { id: string }) => id)).size).toBe(7);
    expect(gateway.emulator.calls).toEqual({ GetParticipant: 1, ListParticipantEvents: 1 });
  });

  it.each(["newest", "oldest"] as const)(
    "come oldest first from a List that begins with the %s, also within a second, page after page",
    async (eventOrder) => {
      const gateway = await startGateway({ settings: { eventOrder, throttle: "off" } });
      const stage = createStage(gateway);
      const person = stage.join();
      const happened = ["JOINED"];
      for (let index = 0; index < 60; index += 1) {
        person.publish();
        person.unpublish();
        happened.push("PUBLISH_STARTED", "PUBLISH_STOPPED");
        if (index % 20 === 19) await gateway.clock.advance(700);
      }
      const seen: string[] = [];
      const ids = new Set<string>();
      let after: string | null = null;
      gateway.emulator.resetCalls();
      do {
        const selection = `events(first: 50${after === null ? "" : `, after: "${after}"`}) { complete nodes { id name } pageInfo { hasNextPage endCursor } }`;
        const participant = await ask(gateway, stage.arn, person, selection);
        const { pageInfo, nodes, complete } = participant.events;
        expect(complete).toBe(true);
        seen.push(...names(participant));
        for (const { id } of nodes) ids.add(id);
        after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
      } while (after !== null);
      expect(seen).toEqual(happened);
      expect(ids.size).toBe(happened.length);
      expect(gateway.emulator.calls).toEqual({ GetParticipant: 3, ListParticipantEvents: 6 });
    },
  );

  it("go on after a cursor when more has happened since", async () => {
    const gateway = await startGateway();
    const stage = createStage(gateway);
    const person = stage.join();
    await gateway.clock.advance(5_000);
    person.publish();
    const page = (after?: string) =>
      ask(
        gateway,
        stage.arn,
        person,
        `events(first: 2${after === undefined ? "" : `, after: "${after}"`}) { nodes { name } edges { cursor } pageInfo { hasNextPage } }`,
      );
    const first = await page();
    expect(names(first)).toEqual(["JOINED", "PUBLISH_STARTED"]);
    expect(first.events.pageInfo.hasNextPage).toBe(false);
    await gateway.clock.advance(5_000);
    person.unpublish();
    person.leave();
    const next = await page(first.events.edges[1].cursor);
    expect(names(next)).toEqual(["PUBLISH_STOPPED", "LEFT"]);
    expect(names(await page(first.events.edges[0].cursor))).toEqual(["PUBLISH_STARTED", "PUBLISH_STOPPED"]);
  });

  it("keep their ids whatever the order and however the pages fall, and are found again by them", async () => {
    const gateway = await startGateway(unthrottled);
    const stage = createStage(gateway);
    const person = stage.join();
    for (let index = 0; index < 40; index += 1) {
      person.fail("publish", "BITRATE_EXCEEDED");
      person.publish();
      person.unpublish();
      if (index % 7 === 0) await gateway.clock.advance(1_000);
    }
    const idsIn = async (settings: object) => {
      await fetch(`${gateway.emulator.url}/_emulator/settings`, {
        method: "PATCH",
        body: JSON.stringify(settings),
      });
      await gateway.clock.advance(10_000);
      const participant = await ask(
        gateway,
        stage.arn,
        person,
        "a: events(first: 100) { nodes { id } pageInfo { endCursor } }",
      );
      return participant.a.nodes.map(({ id }: { id: string }) => id) as string[];
    };
    const ids = await idsIn({ eventOrder: "oldest" });
    expect(new Set(ids).size).toBe(100);
    expect(await idsIn({ eventOrder: "newest" })).toEqual(ids);
    expect(await idsIn({ pageFill: "short" })).toEqual(ids);
    expect(await idsIn({ pageFill: "empty" })).toEqual(ids);

    await fetch(`${gateway.emulator.url}/_emulator/settings`, {
      method: "PATCH",
      body: JSON.stringify({ pageFill: "full" }),
    });
    gateway.emulator.resetCalls();
    const gone = Buffer.from(
      Buffer.from(ids[0] ?? "", "base64url")
        .toString()
        .replace(/[^|]*$/, "gone.0"),
    ).toString("base64url");
    const { data, errors } = await gateway.query(
      "query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on ParticipantEvent { name } } }",
      { ids: [ids[3], ids[0], gone] },
    );
    expect(errors).toBeUndefined();
    expect(data.nodes).toEqual([
      { id: ids[3], name: expect.any(String) },
      { id: ids[0], name: "JOINED" },
      null,
    ]);
    expect(gateway.emulator.calls).toEqual({ ListParticipantEvents: 2 });
  });

  it("begin a second with who joined and end it with who left, when the List runs no way in time", async () => {
    const gateway = await startGateway();
    const stage = createStage(gateway);
    const person = stage.join({ participantId: "host" });
    const event = (name: string, second: number) => ({
      name,
      participantId: "host",
      eventTime: `2026-07-01T10:00:0${second}Z`,
    });
    list(gateway, [
      event("PUBLISH_STARTED", 1),
      event("LEFT", 2),
      event("PUBLISH_STOPPED", 2),
      event("JOINED", 1),
    ]);
    expect(names(await ask(gateway, stage.arn, person, "events { nodes { name } }"))).toEqual([
      "JOINED",
      "PUBLISH_STARTED",
      "PUBLISH_STOPPED",
      "LEFT",
    ]);
  });

  it("show once what two pages show", async () => {
    const gateway = await startGateway(unthrottled);
    const stage = createStage(gateway);
    const person = stage.join();
    for (let index = 0; index < 60; index += 1) {
      person.publish();
      person.unpublish();
      await gateway.clock.advance(1_000);
    }
    await fetch(`${gateway.emulator.url}/_emulator/settings`, {
      method: "PATCH",
      body: JSON.stringify({ repeatRows: true }),
    });
    const page = await ask(
      gateway,
      stage.arn,
      person,
      "events(first: 100) { nodes { name } pageInfo { endCursor hasNextPage } }",
    );
    const rest = await ask(
      gateway,
      stage.arn,
      person,
      `events(first: 100, after: "${page.events.pageInfo.endCursor}") { nodes { name } }`,
    );
    expect([...names(page), ...names(rest)]).toHaveLength(121);
  });

  it("are read up to 20 pages, and say so", async () => {
    const gateway = await startGateway({ ...unthrottled, env: { IVS_GRAPHQL_FURTHER_PAGES: "19" } });
    const stage = createStage(gateway);
    const person = stage.join();
    person.publish();
    let minute = 0;
    for (let page = 0; page < 21; page += 1)
      gateway.emulator.inject({
        kind: "html",
        status: 200,
        operation: "ListParticipantEvents",
        body: JSON.stringify({
          events: [{ name: "PUBLISH_STARTED", eventTime: new Date(1_800_000_000_000 + (minute += 60_000)) }],
          nextToken: `token${page}`,
        }),
      });
    const participant = await ask(
      gateway,
      stage.arn,
      person,
      "isPublishing events { complete nodes { name } }",
    );
    expect(participant.events.complete).toBe(false);
    expect(names(participant)).toHaveLength(20);
    expect(participant.isPublishing).toBeNull();
    expect(gateway.emulator.calls).toEqual({ GetParticipant: 1, ListParticipantEvents: 20 });
  });

  it("are null where AWS says that there is no such participant", async () => {
    const gateway = await startGateway();
    const stage = createStage(gateway);
    const person = stage.join();
    person.publish();
    gateway.emulator.inject({
      kind: "error",
      type: "ResourceNotFoundException",
      status: 404,
      operation: "ListParticipantEvents",
    });
    expect(await ask(gateway, stage.arn, person, "isPublishing events { complete }")).toEqual({
      isPublishing: null,
      events: null,
    });
    expect(gateway.emulator.calls).toEqual({ GetParticipant: 1, ListParticipantEvents: 1 });
  });
});

describe("isPublishing", () => {
  const publishing = async (gateway: Gateway, arn: string) => {
    gateway.emulator.resetCalls();
    await gateway.clock.advance(10_000);
    const { data, errors } = await gateway.query(
      "query ($arn: Arn!) { stage(arn: $arn) { participants { nodes { participantId published isPublishing } } } }",
      { arn },
    );
    expect(errors).toBeUndefined();
    return data.stage.participants.nodes as { published: boolean; isPublishing: boolean | null }[];
  };

  it("tells from the last event, and costs nothing for who left or never published", async () => {
    const gateway = await startGateway();
    const stage = createStage(gateway);
    stage.join({ participantId: "publishes" }).publish();
    const stopped = stage.join({ participantId: "stopped" });
    stopped.publish();
    stopped.unpublish();
    const left = stage.join({ participantId: "left" });
    left.publish();
    left.leave();
    stage.join({ participantId: "watches" });
    expect(await publishing(gateway, stage.arn)).toEqual([
      { participantId: "publishes", published: true, isPublishing: true },
      { participantId: "stopped", published: true, isPublishing: false },
      { participantId: "left", published: true, isPublishing: false },
      { participantId: "watches", published: false, isPublishing: false },
    ]);
    expect(gateway.emulator.calls).toEqual({ GetStage: 1, ListParticipants: 1, ListParticipantEvents: 2 });
  });

  it.each<[string, [name: string, second: number][], boolean | null]>([
    ["nothing", [], null],
    ["no event that tells", [["JOINED", 1]], false],
    [
      "newest first within a second",
      [
        ["PUBLISH_STOPPED", 1],
        ["PUBLISH_STARTED", 1],
        ["JOINED", 1],
      ],
      false,
    ],
    [
      "oldest first within a second",
      [
        ["JOINED", 1],
        ["PUBLISH_STOPPED", 1],
        ["PUBLISH_STARTED", 1],
      ],
      true,
    ],
    [
      "no order",
      [
        ["LEFT", 2],
        ["PUBLISH_STARTED", 3],
        ["JOINED", 1],
      ],
      true,
    ],
    [
      "no order, contradicting",
      [
        ["PUBLISH_STOPPED", 3],
        ["PUBLISH_STARTED", 3],
        ["JOINED", 1],
        ["LEFT", 2],
      ],
      null,
    ],
    [
      "newest first with replications appended",
      [
        ["PUBLISH_STOPPED", 2],
        ["PUBLISH_STARTED", 2],
        ["JOINED", 1],
        ["REPLICATION_STARTED", 3],
      ],
      false,
    ],
    [
      "an unknown event last",
      [
        ["PUBLISH_STARTED", 1],
        ["DANCED", 2],
      ],
      true,
    ],
  ])("reads a List of %s", async (_name, events, expected) => {
    const gateway = await startGateway();
    const stage = createStage(gateway);
    stage.join().publish();
    list(
      gateway,
      events.map(([name, second]) => ({ name, eventTime: `2026-07-01T10:00:0${second}Z` })),
    );
    expect((await publishing(gateway, stage.arn))[0]?.isPublishing).toBe(expected);
  });
});
