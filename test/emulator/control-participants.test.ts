import { expect, test } from "vitest";

import { raw, start } from "./start.ts";

async function onStage() {
  const { emulator } = await start();
  const { arn } = emulator.stages.create();
  const path = `/_emulator/stages/${arn.split("/")[1]}/participants`;
  async function post(to: string, body: unknown): Promise<{ status: number; body: unknown }> {
    const answer = await raw(emulator, "POST", to, JSON.stringify(body), {});
    return { status: answer.status, body: JSON.parse(answer.body) as unknown };
  }
  return {
    emulator,
    path,
    stage: emulator.stages.stage(arn),
    join: (body: unknown) => post(path, body),
    have: (participantId: string, body: unknown) => post(`${path}/${participantId}`, body),
  };
}

test("participants join over HTTP as they do in process", async () => {
  const { stage, join } = await onStage();
  const answer = await join({
    participantId: "ana",
    userId: "user",
    attributes: { role: "host" },
    capabilities: ["PUBLISH"],
    client: { osName: "iOS" },
  });
  const ana = stage.participant("ana");
  expect(answer).toMatchObject({
    status: 201,
    body: { sessionId: ana.sessionId, participant: { participantId: "ana", userId: "user", osName: "iOS" } },
  });
  expect(ana.read()).toMatchObject({ attributes: { role: "host" }, state: "CONNECTED" });
});

test("participants do everything over HTTP", async () => {
  const { emulator, path, stage, join, have } = await onStage();
  await join({ participantId: "ana" });
  await join({ participantId: "ben", capabilities: ["SUBSCRIBE"] });
  const done = { status: 200 };
  await expect(have("ana", { does: "publish" })).resolves.toMatchObject({
    status: 200,
    body: { participant: { published: true } },
  });
  await expect(have("ben", { does: "publish" })).resolves.toMatchObject({
    status: 200,
    body: { errorCode: "INSUFFICIENT_CAPABILITIES", participant: { published: false } },
  });
  await expect(have("ben", { does: "subscribe", to: "nobody" })).resolves.toMatchObject({
    body: { errorCode: "PUBLISHER_NOT_FOUND" },
  });
  for (const deed of [
    { does: "subscribe", to: "ana" },
    { does: "unsubscribe", to: "ana" },
    { does: "fail", kind: "join", errorCode: "INTERNAL_SERVER_EXCEPTION" },
    { does: "fail", kind: "subscribe", to: "ana" },
    { does: "exchangeToken", userId: "new", attributes: { k: "v" }, capabilities: ["PUBLISH"] },
    { does: "publish" },
    { does: "failRecording", reason: "disk" },
    { does: "fail" },
    { does: "unpublish" },
    { does: "leave" },
  ])
    await expect(have("ben", deed)).resolves.toMatchObject(done);
  expect(stage.participant("ben").read()).toMatchObject({
    userId: "new",
    attributes: { k: "v" },
    state: "DISCONNECTED",
    published: true,
  });

  const out = await raw(emulator, "DELETE", `${path}/ana`, undefined, {});
  expect(out.status).toBe(204);
  await expect(join({ participantId: "ana" })).resolves.toMatchObject({
    status: 403,
    body: { error: expect.stringContaining("PARTICIPANT_DISCONNECTED") },
  });
});

test("what cannot be done is told so", async () => {
  const { emulator, join, have } = await onStage();
  await join({ participantId: "ana" });
  for (const [answer, status, error] of [
    [await have("nobody", { does: "publish" }), 404, "No participant nobody"],
    [await have("ana", { does: "dance" }), 400, "enum value set"],
    [await have("ana", {}), 400, "'does'"],
    [await have("ana", { does: "fail", errorCode: "NONE" }), 400, "enum value set"],
    [await join({ participantId: "a b" }), 400, "pattern"],
    [await join({ token: "x" }), 403, "TOKEN_MALFORMED"],
    [await join({ client: { osName: "o".repeat(129) } }), 400, "less than or equal to 128"],
  ] as const)
    expect(answer).toEqual({ status, body: { error: expect.stringContaining(error) } });
  const nowhere = await raw(emulator, "POST", "/_emulator/stages/none/participants", "{}", {});
  expect(nowhere.status).toBe(404);
});

test("every route of participants is on the root's list", async () => {
  const { emulator } = await onStage();
  const { routes } = JSON.parse((await raw(emulator, "GET", "/_emulator")).body) as {
    routes: { method: string; path: string }[];
  };
  const path = "/_emulator/stages/{stageId}/participants";
  expect(routes.map(({ method, path: at }) => `${method} ${at}`)).toEqual(
    expect.arrayContaining([
      `POST ${path}`,
      `POST ${path}/{participantId}`,
      `DELETE ${path}/{participantId}`,
    ]),
  );
});
