import { arnField } from "../../graph/arn.ts";
import { stageKind } from "../stage/ref.ts";
import { builder } from "../../graph/builder.ts";
import { constrained, maxLength, notEmpty, pattern } from "../../graph/constraint.ts";
import { mutation } from "../../graph/mutation.ts";
import type { Once } from "../../graph/once.ts";
import { CodedError } from "../../errors.ts";
import { fromAttributes } from "../../graph/attributes.ts";
import {
  fromSdkToken,
  type ParticipantToken,
  ParticipantTokenRef,
  tokenInputFields,
  toTokenConfiguration,
  withinPolicy,
} from "./ref.ts";

/** What is told of a token that was shown already. */
const once: Once<{ readonly participantToken: ParticipantToken }> = {
  shownOnce: ({ participantToken: { stageArn, participantId } }) =>
    `A token for ${stageArn} was made${participantId === undefined ? "" : `, for the participant ${participantId}`}.`,
};

const payload = (name: string, description: string) =>
  builder.objectRef<{ readonly participantToken: ParticipantToken }>(name).implement({
    description,
    fields: (t) => ({
      participantToken: t.field({
        type: ParticipantTokenRef,
        nullable: false,
        description: "The token. This answer is the only place where it can be seen.",
        resolve: ({ participantToken }) => participantToken,
      }),
    }),
  });

mutation("createParticipantToken", {
  description:
    "Creates a token that lets one participant join a stage. One CreateParticipantToken (50 calls a second).",
  scope: "ivs:token:create",
  input: builder.inputType("CreateParticipantTokenInput", {
    description: "Whom the token lets in, where, and to do what.",
    fields: (t) => ({
      stageArn: arnField(t, "The ARN of the stage.", "stage"),
      ...tokenInputFields(t),
    }),
  }),
  payload: payload("CreateParticipantTokenPayload", "The token that was created."),
  once,
  async resolve({ stageArn, ...asked }, { write, viewer }) {
    const token = withinPolicy(asked, viewer.tokens, ["input"]);
    const { output } = await write("CreateParticipantToken", { stageArn, ...toTokenConfiguration(token) });
    return { participantToken: fromSdkToken(output.participantToken ?? {}, stageArn, token) };
  },
});

mutation("signParticipantToken", {
  description:
    "Mints a token here, with the key that the operator has set up, without a call per token: its limit is this machine, not AWS's 50 a second. Costs one GetStage (5 calls a second) per stage and minute, for the endpoints that a token names.",
  scope: "ivs:token:create",
  input: builder.inputType("SignParticipantTokenInput", {
    description: "Whom the token lets in, where, and to do what.",
    fields: (t) => ({
      stageArn: arnField(t, "The ARN of the stage.", "stage"),
      participantId: t.string({
        description:
          "The id that the participant will have: 1 to 64 letters, digits, - and _, never used before. Made up when absent.",
        extensions: constrained(
          notEmpty,
          maxLength(64),
          pattern(/^[a-zA-Z0-9-_]*$/, "consist of letters, digits, - and _"),
        ),
      }),
      ...tokenInputFields(t),
    }),
  }),
  cost: (at) => at.link(stageKind).detail(),
  payload: payload("SignParticipantTokenPayload", "The token that was minted."),
  once,
  async resolve({ stageArn, participantId, ...asked }, context) {
    const { tokenSigner, loaders, viewer } = context;
    if (!tokenSigner)
      throw new CodedError(
        "NOT_CONFIGURED",
        "Tokens cannot be signed here: the operator has to set IVS_GRAPHQL_TOKEN_PRIVATE_KEY and IVS_GRAPHQL_TOKEN_PUBLIC_KEY_ARN. createParticipantToken works without.",
      );
    const token = withinPolicy(asked, viewer.tokens, ["input"]);
    const { durationMinutes, userId, attributes, capabilities } = token;
    if (!(await context.sees(stageArn))) throw new CodedError("NOT_FOUND", `There is no ${stageArn}.`);
    const participantToken = await tokenSigner.sign(
      {
        stageArn,
        participantId: participantId ?? undefined,
        durationMinutes: durationMinutes ?? undefined,
        userId: userId ?? undefined,
        attributes: attributes ? fromAttributes(attributes) : undefined,
        capabilities: capabilities ?? undefined,
      },
      () => loaders.stage.endpoints(stageArn),
    );
    return { participantToken };
  },
});
