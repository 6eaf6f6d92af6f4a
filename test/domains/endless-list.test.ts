import { expect, it } from "vitest";

import type { Fault } from "../../src/emulator/faults.ts";
import { type Gateway, startGateway } from "../support/gateway.ts";

type Operation = NonNullable<Fault["operation"]>;

const stageArn = "arn:aws:ivs:us-west-2:123456789012:stage/abcdefghijkl";
const sessionId = "st-abcdefghijklm";
const stage = `stage(arn: "${stageArn}")`;

/** A gateway whose stage is live, and whose operation answers with these pages, one call after the other. */
async function startListing(operation: Operation, pages: readonly object[]): Promise<Gateway> {
  const gateway = await startGateway();
  const inject = (name: Operation, body: object) =>
    gateway.emulator.inject({ operation: name, kind: "html", status: 200, body: JSON.stringify(body) });
  inject("GetStage", { stage: { arn: stageArn, activeSessionId: sessionId } });
  for (const body of pages) inject(operation, body);
  return gateway;
}

const people = (...ids: string[]) => ids.map((participantId) => ({ participantId, state: "CONNECTED" }));

it("presence ends where a page token comes again, and says that it is not complete", async () => {
  const gateway = await startListing("ListParticipants", [
    { participants: people("a", "b"), nextToken: "ping" },
    { participants: people("b", "c"), nextToken: "pong" },
    { participants: people("d"), nextToken: "ping" },
  ]);
  const { data, errors } = await gateway.query(`{ ${stage} { presence { connectedCount complete } } }`);
  expect(errors).toBeUndefined();
  expect(data.stage.presence).toEqual({ connectedCount: 4, complete: false });
  expect(gateway.emulator.calls).toEqual({ GetStage: 1, ListParticipants: 3 });
});

it("the filtered connection ends where a page token comes again, and says that there is more", async () => {
  const page = { nextToken: "same", stages: [{ arn: stageArn, activeSessionId: "" }] };
  const gateway = await startListing("ListStages", [page, page]);
  const { data, errors } = await gateway.query(
    `{ stages(filter: { live: true }) { nodes { arn } pageInfo { hasNextPage } } }`,
  );
  expect(errors).toBeUndefined();
  expect(data.stages).toEqual({ nodes: [], pageInfo: { hasNextPage: true } });
  expect(gateway.emulator.calls).toEqual({ ListStages: 2 });
});
