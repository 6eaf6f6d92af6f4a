import { expect, it, onTestFinished, vi } from "vitest";

import { createSystemClock } from "../../src/clock.ts";
import { createEmulator } from "../../src/emulator/server.ts";
import { follow, type Follower, followTimes } from "../support/follower.ts";
import { type Environment, serve } from "../support/process.ts";

const within = { timeout: 30_000, interval: 100 };
const count = 1_000;

it("SIGTERM gives a thousand subscribers their cursors, and another process goes on after them with nothing lost", async () => {
  const aws = await createEmulator({ clock: createSystemClock() });
  onTestFinished(() => aws.close());
  const env: Environment = {
    IVS_GRAPHQL_BACKEND: "aws",
    AWS_ENDPOINT_URL_IVS_REALTIME: aws.url,
    AWS_REGION: aws.region,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_ACCESS_KEY_ID: "x",
    AWS_SECRET_ACCESS_KEY: "x",
    IVS_GRAPHQL_CURSOR_SECRET: "a secret that both processes of this test share",
    IVS_GRAPHQL_VIEWER_SUBSCRIPTIONS: "2000",
    IVS_GRAPHQL_REQUESTS_PER_SECOND: "0",
    LOG_LEVEL: "warn",
  };
  const first = await serve(env);
  const { arn } = aws.stages.create({ name: "studio" });
  const stage = aws.stages.stage(arn);
  stage.join({ participantId: "before" });
  const followers = await followTimes(count, () => follow(first.url, { arn }));
  onTestFinished(() => followers.forEach(({ cut }) => cut()));
  await vi.waitFor(() => expect(followers.every(({ types }) => types.length > 0)).toBe(true), within);
  stage.join({ participantId: "ana" });
  await vi.waitFor(() => expect(followers.every(({ events }) => events.length > 0)).toBe(true), within);

  const startedAt = performance.now();
  first.signal("SIGTERM");
  expect(await first.exit).toEqual({ code: 0, signal: null });
  expect(performance.now() - startedAt).toBeLessThan(10_000);
  await vi.waitFor(() => expect(followers.every(({ closed }) => closed !== undefined)).toBe(true), within);
  expect(tally(followers, ({ closed, types }) => `${closed} ${types.at(-1)}`)).toEqual({
    "1001 IvsFeedClosing": count,
  });
  stage.join({ participantId: "ben" });

  const second = await serve(env);
  const resumed = await followTimes(count, (index) =>
    follow(second.url, { arn, after: followers[index]?.cursor }),
  );
  onTestFinished(() => resumed.forEach(({ cut }) => cut()));
  await vi.waitFor(() => expect(resumed.every(({ events }) => events.length > 0)).toBe(true), within);
  stage.join({ participantId: "cem" });
  const toldOf = (index: number) => {
    const events = [...(followers[index]?.events ?? []), ...(resumed[index]?.events ?? [])];
    return new Map(events.map(({ id, participantId }) => [id, participantId]));
  };
  const isLast = (_: unknown, index: number) => [...toldOf(index).values()].includes("cem");
  await vi.waitFor(() => expect(resumed.every(isLast)).toBe(true), within);
  for (const index of resumed.keys())
    expect([...toldOf(index).values()].filter((each) => each !== "before").toSorted()).toEqual([
      "ana",
      "ben",
      "cem",
    ]);
  expect(tally(resumed, ({ types }) => String(types.includes("IvsFeedGap")))).toEqual({ false: count });
  second.signal("SIGTERM");
  expect(await second.exit).toEqual({ code: 0, signal: null });
}, 180_000);

function tally(
  followers: readonly Follower[],
  nameOf: (follower: Follower) => string,
): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const follower of followers) counts[nameOf(follower)] = (counts[nameOf(follower)] ?? 0) + 1;
  return counts;
}
