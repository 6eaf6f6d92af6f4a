import type {
  ParticipantToken as SdkParticipantToken,
  ParticipantTokenCapability,
} from "@aws-sdk/client-ivs-realtime";

import { CodedError } from "../../errors.ts";
import { AttributeInput, attributeConstraints, fromAttributes } from "../../graph/attributes.ts";
import { builder, type InputFields } from "../../graph/builder.ts";
import { constrained, maxItems, maxLength, range, wellFormed } from "../../graph/constraint.ts";
import { awsEnum } from "../../graph/enum.ts";
import { Secret } from "../../secret.ts";
import type { TokenInput } from "./policy.ts";
import type { ParticipantToken } from "./sign.ts";

export type { ParticipantToken };
export { faultsOfAttributes, namedWithinPolicy, withinPolicy } from "./policy.ts";

export const ParticipantTokenRef = builder.objectRef<ParticipantToken>("ParticipantToken");

export const capability = awsEnum<ParticipantTokenCapability>(
  "ParticipantTokenCapability",
  "What a token lets its bearer do in the stage.",
  { PUBLISH: "Send audio and video.", SUBSCRIBE: "Receive the audio and video of others." },
);

const maxDurationMinutes = 20_160;

/** The fields that every kind of token is made of, for input types. */
export function tokenInputFields(t: InputFields) {
  return {
    durationMinutes: t.int({
      description: `For how many minutes the token can be used to join: 1 to ${maxDurationMinutes} (14 days). 720 (12 hours) when absent, and no more than the viewer may. AWS calls it \`duration\`.`,
      extensions: constrained(range(1, maxDurationMinutes)),
    }),
    userId: t.string({
      description:
        "Your own name for the participant, at most 128 characters. Other participants can see it.",
      extensions: constrained(maxLength(128), wellFormed),
    }),
    attributes: t.field({
      type: [AttributeInput],
      description:
        "What you attach to the participant, at most 1 KB of UTF-8 in all. Other participants can see it.",
      extensions: constrained(...attributeConstraints),
    }),
    capabilities: t.field({
      type: [capability.ref],
      description: "What the token lets its bearer do. Both when absent.",
      extensions: constrained(maxItems(2)),
    }),
  };
}

export const TokenConfigurationInput = builder.inputType("ParticipantTokenConfigurationInput", {
  description: "A token to create together with its stage.",
  fields: tokenInputFields,
});

/** What `tokenInputFields` hold, in AWS's words; what is absent stays so. */
export function toTokenConfiguration({ durationMinutes, userId, attributes, capabilities }: TokenInput) {
  return {
    ...(durationMinutes == null ? {} : { duration: durationMinutes }),
    ...(userId == null ? {} : { userId }),
    ...(attributes == null ? {} : { attributes: fromAttributes(attributes) }),
    ...(capabilities == null ? {} : { capabilities: [...capabilities] }),
  };
}

const defaultDurationMinutes = 720;

/** A token that AWS made as `asked`, its text hidden from here on. AWS does not always repeat what it was asked for. */
export function fromSdkToken(
  token: SdkParticipantToken,
  stageArn: string,
  asked: TokenInput,
): ParticipantToken {
  if (!token.token)
    throw new CodedError("WRITE_OUTCOME_UNKNOWN", "AWS answered with a token that has no text.", {
      details: { checkWith: "A token that nobody received harms nobody: create another one." },
    });
  return {
    stageArn,
    participantId: token.participantId || undefined,
    token: new Secret(token.token),
    userId: token.userId || asked.userId || undefined,
    attributes: token.attributes ?? fromAttributes(asked.attributes ?? []),
    durationMinutes: token.duration ?? asked.durationMinutes ?? defaultDurationMinutes,
    capabilities: token.capabilities ?? asked.capabilities ?? ["PUBLISH", "SUBSCRIBE"],
    expirationTime: token.expirationTime?.toISOString(),
  };
}
