import { expect, it } from "vitest";

import { type Gateway, startGateway } from "../support/gateway.ts";

const own = "arn:aws:ivs:us-west-2:123456789012";
const stageArn = `${own}:stage/abcdABCDefgh`;

async function disconnect(gateway: Gateway, input: object, selection = "participantId") {
  const { data, errors } = await gateway.query(
    `mutation ($input: DisconnectParticipantInput!) { disconnectParticipant(input: $input) { __typename
       ... on DisconnectParticipantPayload { ${selection} } ... on IvsValidationError { faults { path rule } } } }`,
    { input },
  );
  expect(errors).toBeUndefined();
  return data.disconnectParticipant;
}

it("shows the participant as it is afterwards, for one GetStage and one GetParticipant", async () => {
  const gateway = await startGateway();
  const { arn } = gateway.emulator.stages.create({ name: "studio" });
  const stage = gateway.emulator.stages.stage(arn);
  stage.join();
  const { participantId, sessionId } = stage.join({ userId: "ann" });
  expect(
    await disconnect(
      gateway,
      { stageArn: arn, participantId, reason: null },
      "stageArn participantId stage { name activeSessionId } participant { participantId sessionId userId state }",
    ),
  ).toEqual({
    __typename: "DisconnectParticipantPayload",
    stageArn: arn,
    participantId,
    stage: { name: "studio", activeSessionId: sessionId },
    participant: { participantId, sessionId, userId: "ann", state: "DISCONNECTED" },
  });
  expect(gateway.emulator.calls).toEqual({ DisconnectParticipant: 1, GetStage: 1, GetParticipant: 1 });
});

it("shows no participant where no session is under way, or it is not in it", async () => {
  const gateway = await startGateway({ settings: { throttle: "off" } });
  const { arn } = gateway.emulator.stages.create({});
  const { participantId } = gateway.emulator.stages.stage(arn).join({ participantId: "ann" });
  gateway.emulator.stages.stage(arn).endSession();
  const input = { stageArn: arn, participantId };
  const selection = "participant { participantId }";
  const payload = { __typename: "DisconnectParticipantPayload", participant: null };
  expect(await disconnect(gateway, input, selection)).toEqual(payload);
  expect(gateway.emulator.calls).toEqual({ DisconnectParticipant: 1, GetStage: 1 });
  gateway.emulator.stages.stage(arn).join();
  expect(await disconnect(gateway, input, selection)).toEqual(payload);
});

it.each<[object, path: string | null, rule?: string]>([
  [{ participantId: "x" }, null],
  [{ participantId: "aZ09-_".padEnd(64, "x") }, null],
  [{ participantId: "" }, "participantId", "minLength"],
  [{ participantId: "x".repeat(65) }, "participantId", "maxLength"],
  [{ participantId: "a b" }, "participantId", "pattern"],
  [{ participantId: "é" }, "participantId", "pattern"],
  [{ participantId: "x", reason: "" }, null],
  [{ participantId: "x", reason: "😀".repeat(128) }, null],
  [{ participantId: "x", reason: "x".repeat(129) }, "reason", "maxLength"],
  [{ participantId: "x", reason: "\ud800" }, "reason", "wellFormed"],
  [{ participantId: "x", stageArn: `${own}:channel/x` }, "stageArn", "arnType"],
  [{ participantId: "x", stageArn: "arn:aws:ivs:eu-west-1:123456789012:stage/x" }, "stageArn", "arnRegion"],
])("holds %j against the rules", async (input, path, rule) => {
  const gateway = await startGateway();
  const { __typename, faults } = await disconnect(gateway, { stageArn, ...input });
  expect({ __typename, faults }).toEqual(
    path === null
      ? { __typename: "IvsNotFoundError", faults: undefined }
      : { __typename: "IvsValidationError", faults: [{ path: ["input", path], rule }] },
  );
  expect(gateway.emulator.calls).toEqual(path === null ? { DisconnectParticipant: 1 } : {});
});
