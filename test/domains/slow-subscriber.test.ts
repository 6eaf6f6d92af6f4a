import { expect, it } from "vitest";

import { startGateway } from "../support/gateway.ts";
import { overWebSocket, transports } from "../support/listeners.ts";

const detailed = `subscription ($arn: Arn!, $after: String) {
  stageEvents(stageArn: $arn, after: $after) {
    __typename
    ... on ParticipantEventOccurred { replayed event { id participantId participant { attributes { key } } } }
    ... on IvsFeedClosing { reason }
  }
}`;
const plain = detailed.replace("participant { attributes { key } }", "name");

it.each(transports)(
  "who takes items so slowly over %s that the journal forgets them is told so, and goes on after its cursor",
  async (_name, listen) => {
    const gateway = await startGateway({ time: "still", env: { IVS_GRAPHQL_JOURNAL_MS: "2000" } });
    const { clock, emulator } = gateway;
    const { arn } = emulator.stages.create({ name: "studio" });
    const stage = emulator.stages.stage(arn);
    const steady = await overWebSocket(gateway, plain, { arn });
    const slow = await listen(gateway, detailed, { arn });
    await clock.advance(3_000);
    // What is read for an item takes longer than the journal holds what happens meanwhile.
    emulator.inject({ operation: "GetParticipant", kind: "latency", ms: 2_500, times: 100 });
    for (let n = 0; n < 12; n += 1) {
      stage.join({ participantId: `p${n}` });
      await clock.advance(1_000);
    }
    await clock.advance(6_000);
    expect(slow.items.at(-1)).toMatchObject({ __typename: "IvsFeedClosing", reason: "SLOW" });
    const { extensions } = slow.answers.findLast(({ errors }) => errors)?.errors[0] ?? {};
    expect(extensions).toMatchObject({ code: "SLOW_CONSUMER", retryable: true });
    expect(gateway.app.listeners().subscriptions).toBe(1);

    const resumed = await listen(gateway, plain, { arn, after: extensions.cursor });
    await clock.advance(10_000);
    const idsOf = (items: readonly { event?: { id: string } }[]) =>
      items.flatMap(({ event }) => event?.id ?? []);
    expect(resumed.items.filter(({ __typename }) => __typename === "IvsFeedGap")).toEqual([]);
    expect(new Set([...idsOf(slow.items), ...idsOf(resumed.items)])).toEqual(new Set(idsOf(steady.items)));
    expect(idsOf(steady.items)).toHaveLength(12);
  },
);
