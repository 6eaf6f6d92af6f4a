import { arnField } from "../../graph/arn.ts";
import { builder } from "../../graph/builder.ts";
import { knownAs } from "../../graph/cost.ts";
import {
  type Constraint,
  constrained,
  constrainedTogether,
  nameConstraints,
  range,
} from "../../graph/constraint.ts";
import { deletedPayload } from "../../graph/deleted.ts";
import { mutation } from "../../graph/mutation.ts";
import { present } from "../../graph/present.ts";
import { fromTags, TagInput, tagListConstraints } from "../tag/ref.ts";
import type { EncoderConfigurationDetail } from "./loader.ts";
import { encoderConfigurationKind, EncoderConfigurationRef } from "./ref.ts";

/** 1920 by 1080, either way up. */
const mostPixels = 2_073_600;
/** What AWS takes for a side that is absent. */
const usual = { width: 1_280, height: 720 };

const even: Constraint<number> = {
  rule: "even",
  demand: "be an even number",
  holds: (value) => value % 2 === 0,
};

const VideoInput = builder.inputType("EncoderVideoInput", {
  description: "The size, rate and quality of encoded video. What is absent takes its default.",
  extensions: constrainedTogether<{ width?: number | null; height?: number | null }>({
    member: "height",
    rule: "maxPixels",
    demand: `make at most ${mostPixels} pixels with the width`,
    holds: ({ width, height }) => (width ?? usual.width) * (height ?? usual.height) <= mostPixels,
  }),
  fields: (t) => ({
    width: t.int({
      description: "The width in pixels: 2 to 1,920, even. 1,280 when absent.",
      extensions: constrained(range(2, 1_920), even),
    }),
    height: t.int({
      description:
        "The height in pixels: 2 to 1,920, even. Width times height is at most 2,073,600. 720 when absent.",
      extensions: constrained(range(2, 1_920), even),
    }),
    framerate: t.float({
      description: "Frames a second: 1 to 60. 30 when absent.",
      extensions: constrained(range(1, 60)),
    }),
    bitrate: t.int({
      description: "Bits a second: 1 to 8,500,000. 2,500,000 when absent.",
      extensions: constrained(range(1, 8_500_000)),
    }),
  }),
});

mutation("createEncoderConfiguration", {
  description:
    "Creates an encoder configuration, for compositions to come. One CreateEncoderConfiguration (5 calls a second).",
  scope: "ivs:configuration:write",
  input: builder.inputType("CreateEncoderConfigurationInput", {
    description: "What the encoder configuration is to be like. All of it is optional.",
    fields: (t) => ({
      name: t.string({
        description: "A name: at most 128 letters, digits, - and _. Need not be unique.",
        extensions: constrained(...nameConstraints),
      }),
      video: t.field({
        type: VideoInput,
        description: "How video is encoded. 1,280 by 720 at 30 frames and 2.5 Mbit/s when absent.",
      }),
      tags: t.field({
        type: [TagInput],
        description: "Tags for the encoder configuration, at most 50.",
        extensions: constrained(...tagListConstraints),
      }),
    }),
  }),
  payload: builder
    .objectRef<{ readonly encoderConfiguration: EncoderConfigurationDetail }>(
      "CreateEncoderConfigurationPayload",
    )
    .implement({
      description: "The encoder configuration that was created.",
      fields: (t) => ({
        encoderConfiguration: t.expose("encoderConfiguration", {
          type: EncoderConfigurationRef,
          nullable: false,
          description: "The encoder configuration.",
          extensions: knownAs(encoderConfigurationKind),
        }),
      }),
    }),
  once: {},
  async resolve({ name, video, tags }, context) {
    const { output, asOf } = await context.write("CreateEncoderConfiguration", {
      ...present({ name }),
      ...(video == null ? {} : { video: present(video) }),
      ...(tags == null ? {} : { tags: fromTags(tags) }),
    });
    return {
      encoderConfiguration: context.loaders.encoderConfiguration.wrote(output.encoderConfiguration, asOf),
    };
  },
});

mutation("deleteEncoderConfiguration", {
  description:
    "Deletes an encoder configuration; AWS refuses while a composition uses it. One DeleteEncoderConfiguration (5 calls a second).",
  scope: "ivs:configuration:write",
  input: builder.inputType("DeleteEncoderConfigurationInput", {
    description: "Which encoder configuration to delete.",
    fields: (t) => ({
      arn: arnField(t, "The ARN of the encoder configuration.", "encoder-configuration"),
    }),
  }),
  payload: deletedPayload(
    "DeleteEncoderConfigurationPayload",
    "EncoderConfiguration",
    "The encoder configuration that is gone.",
  ),
  async resolve({ arn }, { write }) {
    await write("DeleteEncoderConfiguration", { arn });
    return { arn };
  },
});
