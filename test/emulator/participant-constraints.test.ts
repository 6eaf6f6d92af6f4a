import {
  DisconnectParticipantCommand,
  GetParticipantCommand,
  GetStageSessionCommand,
  ListParticipantEventsCommand,
  ListParticipantReplicasCommand,
  ListParticipantsCommand,
  ListStageSessionsCommand,
  StartParticipantReplicationCommand,
  StopParticipantReplicationCommand,
  type IVSRealTimeClient,
  type ParticipantRecordingFilterByRecordingState,
  type ParticipantState,
} from "@aws-sdk/client-ivs-realtime";
import { describe, expect, test } from "vitest";

import { enumeration, least, limits, longest, most, pattern, shortest, type Limit } from "./limits.ts";
import { failureOf, start, type Started } from "./start.ts";

interface Known {
  stageArn: string;
  sessionId: string;
  participantId: string;
  elsewhere: string;
}

type Send<Value> = (client: IVSRealTimeClient, value: Value, known: Known) => Promise<unknown>;

/** A stage with somebody who publishes, under every ID that a limit takes. */
function known({ emulator }: Started): Known {
  const { arn } = emulator.stages.create();
  const stage = emulator.stages.stage(arn);
  for (const participantId of ids.takes) stage.join({ participantId }).publish();
  const { sessionId, participantId } = stage.join({ participantId: "known" });
  stage.participant(participantId).publish();
  return { stageArn: arn, sessionId, participantId, elsewhere: emulator.stages.create().arn };
}

const ids: Pick<Limit<string, Known>, "takes" | "refuses"> = {
  takes: ["a", "A-z_09", "i".repeat(64)],
  refuses: [
    ["i".repeat(65), longest(64)],
    ["a b", pattern],
    ["a.b", pattern],
  ],
};

const sessions: readonly (readonly [string, string])[] = [
  ["st-abcdefghijklmn", longest(16)],
  ["st-abcdefghijkl", shortest(16)],
  ["st_abcdefghijklm", pattern],
  ["st-abcdefghijkl_", pattern],
];

function idLimits(name: string, send: Send<string>): void {
  limits(`${name} participantId`, { known, send, ...ids });
}

function stageLimits(name: string, send: Send<string>): void {
  limits(`${name} stage ARN`, {
    known,
    send,
    takes: [],
    refuses: [
      ["", shortest(1)],
      [`arn:aws:ivs:us-west-2:123456789012:stage/${"s".repeat(90)}`, longest(128)],
      ["arn:aws:ivs:us-west-2:123456789012:channel/abc", pattern],
    ],
  });
}

function sessionLimits(name: string, send: Send<string>): void {
  limits(`${name} sessionId`, { known, send, takes: [], refuses: sessions });
}

function pageLimits(
  name: string,
  max: number,
  send: Send<{ maxResults?: number; nextToken?: string }>,
): void {
  limits(`${name} page`, {
    known,
    send,
    takes: [{ maxResults: 1 }, { maxResults: max }, { nextToken: "" }],
    refuses: [
      [{ maxResults: 0 }, least(1)],
      [{ maxResults: max + 1 }, most(max)],
      [{ nextToken: "t".repeat(1025) }, longest(1024)],
      [{ nextToken: "a b" }, pattern],
    ],
  });
}

describe("ListStageSessions", () => {
  stageLimits("its", (client, stageArn) => client.send(new ListStageSessionsCommand({ stageArn })));
  pageLimits("its", 100, (client, page, { stageArn }) =>
    client.send(new ListStageSessionsCommand({ stageArn, ...page })),
  );
});

describe("GetStageSession", () => {
  stageLimits("its", (client, stageArn, at) => client.send(new GetStageSessionCommand({ ...at, stageArn })));
  sessionLimits("its", (client, sessionId, { stageArn }) =>
    client.send(new GetStageSessionCommand({ stageArn, sessionId })),
  );
});

describe("ListParticipants", () => {
  const send = (client: IVSRealTimeClient, at: Partial<Known>, more: object = {}) =>
    client.send(new ListParticipantsCommand({ stageArn: at.stageArn, sessionId: at.sessionId, ...more }));
  stageLimits("its", (client, stageArn, at) => send(client, at, { stageArn }));
  sessionLimits("its", (client, sessionId, at) => send(client, at, { sessionId }));
  pageLimits("its", 100, (client, page, at) => send(client, at, page));
  limits("filterByUserId", {
    known,
    send: (client, filterByUserId: string, at) => send(client, at, { filterByUserId }),
    takes: ["", "\u{1F600}".repeat(128)],
    refuses: [["u".repeat(129), longest(128)]],
  });
  limits("filterByState", {
    known,
    send: (client, filterByState: string, at) => send(client, at, { filterByState }),
    takes: ["CONNECTED", "DISCONNECTED"] satisfies ParticipantState[],
    refuses: [["connected", enumeration]],
  });
  limits("filterByRecordingState", {
    known,
    send: (client, filterByRecordingState: string, at) => send(client, at, { filterByRecordingState }),
    takes: [
      "STARTING",
      "ACTIVE",
      "STOPPING",
      "STOPPED",
      "FAILED",
    ] satisfies ParticipantRecordingFilterByRecordingState[],
    refuses: [["DISABLED", enumeration]],
  });
});

describe("GetParticipant", () => {
  stageLimits("its", (client, stageArn, at) => client.send(new GetParticipantCommand({ ...at, stageArn })));
  sessionLimits("its", (client, sessionId, at) =>
    client.send(new GetParticipantCommand({ ...at, sessionId })),
  );
  idLimits("its", (client, participantId, at) =>
    client.send(new GetParticipantCommand({ ...at, participantId })),
  );
});

describe("ListParticipantEvents", () => {
  const send = (client: IVSRealTimeClient, at: Known, more: object) =>
    client.send(new ListParticipantEventsCommand({ ...at, ...more }));
  stageLimits("its", (client, stageArn, at) => send(client, at, { stageArn }));
  sessionLimits("its", (client, sessionId, at) => send(client, at, { sessionId }));
  idLimits("its", (client, participantId, at) => send(client, at, { participantId }));
  pageLimits("its", 100, (client, page, at) => send(client, at, page));
});

describe("DisconnectParticipant", () => {
  stageLimits("its", (client, stageArn, at) =>
    client.send(new DisconnectParticipantCommand({ ...at, stageArn })),
  );
  idLimits("its", (client, participantId, { stageArn }) =>
    client.send(new DisconnectParticipantCommand({ stageArn, participantId })),
  );
  limits("reason", {
    known,
    send: (client, reason: string, { stageArn, participantId }) =>
      client.send(new DisconnectParticipantCommand({ stageArn, participantId, reason })),
    takes: ["", "r".repeat(128)],
    refuses: [["r".repeat(129), longest(128)]],
  });
});

describe("StartParticipantReplication", () => {
  const send = (client: IVSRealTimeClient, at: Known, more: object) =>
    client.send(
      new StartParticipantReplicationCommand({
        sourceStageArn: at.stageArn,
        destinationStageArn: at.elsewhere,
        participantId: at.participantId,
        ...more,
      }),
    );
  stageLimits("source", (client, sourceStageArn, at) => send(client, at, { sourceStageArn }));
  stageLimits("destination", (client, destinationStageArn, at) => send(client, at, { destinationStageArn }));
  idLimits("its", (client, participantId, at) => send(client, at, { participantId }));
  limits("reconnectWindowSeconds", {
    known,
    send: (client, reconnectWindowSeconds: number, at) => send(client, at, { reconnectWindowSeconds }),
    takes: [0, 300],
    refuses: [
      [-1, least(0)],
      [301, most(300)],
    ],
  });
  limits("attributes", {
    known,
    send: (client, attributes: Record<string, string>, at) => send(client, at, { attributes }),
    takes: [{}, { k: "v".repeat(1023) }],
    refuses: [[{ k: "v".repeat(1024) }, "at most 1024 bytes"]],
  });
});

describe("StopParticipantReplication", () => {
  const send = (client: IVSRealTimeClient, at: Known, more: object) =>
    client.send(
      new StopParticipantReplicationCommand({
        sourceStageArn: at.stageArn,
        destinationStageArn: at.elsewhere,
        participantId: at.participantId,
        ...more,
      }),
    );
  stageLimits("source", (client, sourceStageArn, at) => send(client, at, { sourceStageArn }));
  stageLimits("destination", (client, destinationStageArn, at) => send(client, at, { destinationStageArn }));
  limits("its participantId", {
    known,
    send: (client, participantId: string, at) => send(client, at, { participantId }),
    takes: [],
    refuses: ids.refuses,
  });
});

describe("ListParticipantReplicas", () => {
  const send = (client: IVSRealTimeClient, { stageArn, participantId }: Known, more: object) =>
    client.send(new ListParticipantReplicasCommand({ sourceStageArn: stageArn, participantId, ...more }));
  stageLimits("source", (client, sourceStageArn, at) => send(client, at, { sourceStageArn }));
  idLimits("its", (client, participantId, at) => send(client, at, { participantId }));
  pageLimits("its", 50, (client, page, at) => send(client, at, page));
});

test("what an operation requires is missed by name", async () => {
  const { client } = await start();
  for (const [call, members] of [
    [() => client.send(new ListStageSessionsCommand(Object.create(null))), ["stageArn"]],
    [
      () => client.send(new GetParticipantCommand(Object.create(null))),
      ["stageArn", "sessionId", "participantId"],
    ],
    [
      () => client.send(new StartParticipantReplicationCommand(Object.create(null))),
      ["sourceStageArn", "destinationStageArn", "participantId"],
    ],
  ] as const) {
    const failure = await failureOf(call());
    expect(failure).toMatchObject({ name: "ValidationException", status: 400 });
    for (const member of members) expect(failure?.text).toContain(`'${member}'`);
  }
});
