import { linksTo } from "../../graph/cost.ts";
import { AttributeRef, toAttributes } from "../../graph/attributes.ts";
import { reveals, sealed } from "../../graph/rule.ts";
import { linkToStage, stageKind, StageRef } from "../stage/ref.ts";
import { capability, ParticipantTokenRef } from "./ref.ts";

ParticipantTokenRef.implement({
  description:
    "What lets one participant join one stage. It can be seen once, in the answer to its creation.",
  fields: (t) => ({
    token: t.string({
      nullable: false,
      description: "The token itself: a secret, for the client that joins. Treat its content as opaque.",
      extensions: reveals("ivs:token:create"),
      resolve: ({ token }) => sealed(token),
    }),
    participantId: t.exposeString("participantId", {
      description: "The id that the participant will have in the stage.",
    }),
    userId: t.exposeString("userId", { description: "Your own name for the participant." }),
    attributes: t.field({
      type: [AttributeRef],
      nullable: { list: false, items: false },
      description: "What you attached to the participant, in the order of the keys.",
      resolve: ({ attributes }) => toAttributes(attributes),
    }),
    attribute: t.string({
      description: "The value of one attribute, or null when the token does not carry it.",
      args: { key: t.arg.string({ required: true, description: "The key." }) },
      resolve: ({ attributes }, { key }) => (Object.hasOwn(attributes, key) ? attributes[key] : null),
    }),
    durationMinutes: t.exposeInt("durationMinutes", {
      description: "For how many minutes the token can be used to join. AWS calls it `duration`.",
    }),
    expirationTime: t.expose("expirationTime", {
      type: "DateTime",
      description: "Until when the token can be used to join. Who has joined by then may stay.",
    }),
    capabilities: t.field({
      type: [capability.ref],
      description: "What the token lets its bearer do, as far as this graph knows the names.",
      resolve: ({ capabilities }) => capability.knownOf(capabilities),
    }),
    capabilitiesRaw: t.stringList({
      description: "`capabilities` in AWS's own words.",
      resolve: ({ capabilities }) => capabilities,
    }),
    stage: t.field({
      type: StageRef,
      nullable: false,
      description: "The stage that the token is for.",
      extensions: linksTo(stageKind),
      resolve: ({ stageArn }) => linkToStage(stageArn),
    }),
    stageArn: t.expose("stageArn", {
      type: "Arn",
      nullable: false,
      description: "The ARN of the stage that the token is for.",
    }),
  }),
});
