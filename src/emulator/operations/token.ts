import type { ParticipantToken, ParticipantTokenConfiguration } from "@aws-sdk/client-ivs-realtime";

import { digestOf } from "../admission.ts";
import { idOf, stageArn } from "../arn.ts";
import { rememberToken } from "../known-token.ts";
import type { StageRecord } from "../state.ts";
import type { MembersFor } from "../rule.ts";
import type { World } from "../world.ts";
import { given, lookup, type Operation } from "./operation.ts";

/** What a token is made of, here and in CreateStage. */
export const tokenConfiguration = {
  duration: { type: "integer", min: 1, max: 20160 },
  userId: { type: "string", min: 0, max: 128 },
  attributes: { type: "map", maxBytes: 1024, key: { type: "string" }, value: { type: "string" } },
  capabilities: {
    type: "list",
    min: 0,
    max: 2,
    member: { type: "enum", values: { PUBLISH: true, SUBSCRIBE: true } },
  },
} as const satisfies MembersFor<ParticipantTokenConfiguration>;

export const createParticipantToken: Operation<"CreateParticipantToken"> = {
  input: { stageArn: { ...stageArn, required: true }, ...tokenConfiguration },
  needsVerifiedAccount: true,
  handle(input, world) {
    const stage = lookup(world, world.state.stages, given(input.stageArn));
    return { participantToken: issueToken(world, stage, input) };
  },
};

/** A token in the shape of the service's own: a JWT that no one can verify. The stage remembers what it grants. */
export function issueToken(
  { clock, random }: Pick<World, "clock" | "random">,
  stage: StageRecord,
  { userId, attributes, ...asked }: ParticipantTokenConfiguration,
): ParticipantToken {
  const duration = asked.duration ?? 720;
  const capabilities = asked.capabilities ?? ["PUBLISH", "SUBSCRIBE"];
  const participantId = random.alphanumeric(12);
  const issuedAt = Math.floor(clock.now() / 1000);
  const expiresAt = issuedAt + duration * 60;
  const claims = {
    exp: expiresAt,
    iat: issuedAt,
    jti: participantId,
    resource: stage.arn,
    topic: idOf(stage.arn),
    events_url: stage.endpoints.events,
    whip_url: stage.endpoints.whip,
    user_id: userId,
    attributes,
    capabilities: {
      allow_publish: capabilities.includes("PUBLISH"),
      allow_subscribe: capabilities.includes("SUBSCRIBE"),
    },
    version: "0.0",
  };
  const parts = [
    encoded({ alg: "KMS", typ: "JWT" }),
    encoded(claims),
    random.bytes(72).toString("base64url"),
  ];
  const token = parts.join(".");
  const expirationTime = new Date(expiresAt * 1000);
  const grant = {
    capabilities: [...capabilities],
    attributes: { ...attributes },
    userId: userId ?? "",
    expirationTime,
  };
  rememberToken(stage, { participantId, digest: digestOf(token), grant, dead: false }, clock.now());
  return {
    participantId,
    token,
    ...(userId !== undefined && { userId }),
    ...(attributes !== undefined && { attributes }),
    duration,
    capabilities,
    expirationTime,
  };
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}
