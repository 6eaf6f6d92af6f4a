import { CreateParticipantTokenCommand, CreateStageCommand } from "@aws-sdk/client-ivs-realtime";
import { expect, test } from "vitest";

import { failureOf, start, startAt } from "./start.ts";

function decoded(token: string | undefined): { header: unknown; claims: unknown } {
  const [header = "", claims = "", signature = ""] = (token ?? "").split(".");
  expect(signature).toMatch(/^[\w-]{64,}$/);
  const parse = (part: string): unknown => JSON.parse(Buffer.from(part, "base64url").toString());
  return { header: parse(header), claims: parse(claims) };
}

test("a token lasts twelve hours and allows everything unless the request says otherwise", async () => {
  const { client, emulator } = await start();
  const { arn } = emulator.stages.create();

  const { participantToken } = await client.send(new CreateParticipantTokenCommand({ stageArn: arn }));

  expect(participantToken).toEqual({
    participantId: expect.stringMatching(/^[a-zA-Z0-9]{12}$/),
    token: expect.any(String),
    duration: 720,
    capabilities: ["PUBLISH", "SUBSCRIBE"],
    expirationTime: new Date(startAt + 12 * 3_600_000),
  });
});

test("a token repeats what the request gave it", async () => {
  const { client, emulator, clock } = await start();
  const { arn } = emulator.stages.create();
  clock.moveTo(90_500);
  const asked = {
    userId: "ana \u0000 \u{1F600}",
    attributes: { "display name": "Ana ☂", "": "" },
    duration: 1,
    capabilities: ["SUBSCRIBE" as const],
  };

  const { participantToken } = await client.send(
    new CreateParticipantTokenCommand({ stageArn: arn, ...asked }),
  );

  expect(participantToken).toMatchObject({ ...asked, expirationTime: new Date(startAt + 90_000 + 60_000) });
});

test("a token is shaped like the service's own", async () => {
  const { client } = await start();

  const { stage, participantTokens } = await client.send(
    new CreateStageCommand({
      participantTokenConfigurations: [
        { userId: "ana", attributes: { role: "host" }, capabilities: ["PUBLISH"] },
      ],
    }),
  );

  const [token] = participantTokens ?? [];
  expect(decoded(token?.token)).toEqual({
    header: { alg: "KMS", typ: "JWT" },
    claims: {
      exp: (startAt + 12 * 3_600_000) / 1000,
      iat: startAt / 1000,
      jti: token?.participantId,
      resource: stage?.arn,
      topic: stage?.arn?.split("/")[1],
      events_url: stage?.endpoints?.events,
      whip_url: stage?.endpoints?.whip,
      user_id: "ana",
      attributes: { role: "host" },
      capabilities: { allow_publish: true, allow_subscribe: false },
      version: "0.0",
    },
  });
});

test("every token is for another participant", async () => {
  const { client, emulator } = await start();
  const { arn } = emulator.stages.create();
  const ids = new Set<string | undefined>();
  for (let count = 0; count < 20; count += 1) {
    const { participantToken } = await client.send(new CreateParticipantTokenCommand({ stageArn: arn }));
    ids.add(participantToken?.participantId);
  }
  expect(ids.size).toBe(20);
});

test("a token for an unknown, foreign or unverified stage is refused", async () => {
  const { client, emulator } = await start();
  const { arn } = emulator.stages.create();
  const failing = (stageArn: string) =>
    failureOf(client.send(new CreateParticipantTokenCommand({ stageArn })));

  await expect(failing(`${arn}x`)).resolves.toMatchObject({ name: "ResourceNotFoundException", status: 404 });
  await expect(failing(arn.replace("us-west-2", "us-east-1"))).resolves.toMatchObject({
    name: "AccessDeniedException",
    status: 403,
  });

  const unverified = await start({ settings: { pendingVerification: true } });
  const own = unverified.emulator.stages.create();
  await expect(
    failureOf(unverified.client.send(new CreateParticipantTokenCommand({ stageArn: own.arn }))),
  ).resolves.toMatchObject({ name: "PendingVerification", status: 403 });
});
