import { networkInterfaces } from "node:os";
import { ListStagesCommand } from "@aws-sdk/client-ivs-realtime";
import { expect, test } from "vitest";

import { createManualClock } from "../../src/clock.ts";
import { createEmulator, type EmulatorOptions } from "../../src/emulator/server.ts";
import { clientOf, raw, start, startAt } from "./start.ts";

const clock = createManualClock(startAt);

for (const [what, options] of [
  ["a name as host", { host: "localhost" }],
  ["every interface", { host: "0.0.0.0" }],
  ["a public address", { host: "192.0.2.1" }],
  ["a Region with a slash", { region: "us/west" }],
  ["a short account", { account: "12345" }],
  ["an unknown setting", { settings: { speed: 1 } as object }],
  ["a setting out of range", { settings: { latencyMs: -1 } }],
] as const satisfies [string, Partial<EmulatorOptions>][]) {
  test(`an emulator with ${what} is refused`, async () => {
    await expect(createEmulator({ clock, ...options })).rejects.toThrow(TypeError);
  });
}

test("a port that is taken rejects", async () => {
  const { emulator } = await start();
  await expect(createEmulator({ clock, port: Number(new URL(emulator.url).port) })).rejects.toMatchObject({
    code: "EADDRINUSE",
  });
});

test("an emulator listens on IPv6, where the machine has it", async () => {
  const addresses = Object.values(networkInterfaces()).flat();
  const [host, hostInUrl] = addresses.some((each) => each?.address === "::1")
    ? ["::1", "[::1]"]
    : ["127.0.0.1", "127.0.0.1"];
  const { emulator, client } = await start({ host });
  expect(emulator.url.startsWith(`http://${hostInUrl}:`)).toBe(true);
  await expect(client.send(new ListStagesCommand({}))).resolves.toMatchObject({ stages: [] });
});

test("region and account show in every ARN", async () => {
  const { emulator } = await start({ region: "ap-south-1", account: "000000000042" });
  expect(emulator).toMatchObject({ region: "ap-south-1", account: "000000000042" });
  expect(emulator.stages.create().arn).toMatch(/^arn:aws:ivs:ap-south-1:000000000042:stage\//);
  expect(emulator.storageConfigurations.create().arn).toMatch(
    /^arn:aws:ivs:ap-south-1:000000000042:storage-configuration\//,
  );
});

test("calls are counted per operation until they are reset", async () => {
  const { emulator, client } = await start();
  await client.send(new ListStagesCommand({}));
  await client.send(new ListStagesCommand({}));
  const seen = emulator.calls;
  expect(seen).toEqual({ ListStages: 2 });
  emulator.resetCalls();
  expect(emulator.calls).toEqual({});
  expect(seen).toEqual({ ListStages: 2 });
});

test("closing ends idle connections, frees the port and may be repeated", async () => {
  const { emulator, client } = await start({ scenario: "show" });
  await client.send(new ListStagesCommand({}));
  const port = Number(new URL(emulator.url).port);

  await Promise.all([emulator.close(), emulator.close()]);
  await emulator.close();

  await expect(raw(emulator, "GET", "/_emulator")).rejects.toMatchObject({ code: "ECONNREFUSED" });
  const next = await createEmulator({ clock, port });
  await next.close();
});

test("closing stops the scenario", async () => {
  const { emulator, clock: own } = await start({ scenario: "show" });
  expect(own.nextTimerAt()).toBeDefined();
  await emulator.close();
  expect(own.nextTimerAt()).toBeUndefined();
});

test("calls are logged without what they carry", async () => {
  const lines: Record<string, unknown>[] = [];
  const { client } = await start({ log: (line) => lines.push(line) });
  const { $metadata } = await client.send(new ListStagesCommand({}));
  expect(lines).toEqual([
    {
      level: "debug",
      message: "call",
      operation: "ListStages",
      status: 200,
      requestId: $metadata.requestId,
      fault: undefined,
    },
  ]);
});

test("two emulators share nothing", async () => {
  const one = await start();
  const two = await start();
  one.emulator.stages.create();
  const client = clientOf(two.emulator);
  await expect(client.send(new ListStagesCommand({}))).resolves.toMatchObject({ stages: [] });
  client.destroy();
});
