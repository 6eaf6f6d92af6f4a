import { CodedError } from "../errors.ts";
import type { OperationInput, WriteOperation } from "../upstream/operations.ts";
import { carriesOneOf } from "./binding.ts";
import { notThere, outside } from "./refusal.ts";
import type { Sight } from "./sight.ts";

/** Rejects where a write would touch what the viewer does not see, or take something out of its sight. */
type Admission<Name extends WriteOperation> = (
  sight: Sight,
  input: OperationInput<Name>,
) => Promise<void> | void;

type Tags = Readonly<Record<string, string>>;

/** Rejects for the first that is not seen; before any call where an ARN is enough to know. */
async function demand(sight: Sight, ...arns: readonly (string | undefined)[]): Promise<void> {
  const hopeless = arns.find((arn) => arn?.includes(":stage/") && !sight.mayHold(arn));
  if (hopeless !== undefined) throw notThere(hopeless);
  const verdicts = await Promise.all(arns.map((arn) => sight.resource(arn)));
  const missing = verdicts.findIndex((isSeen) => !isSeen);
  if (missing >= 0) throw notThere(arns[missing]);
}

/** ARNs of what is used along with a stage; an empty one takes something away. */
function given(...arns: readonly (string | undefined)[]): string[] {
  return arns.filter((arn) => arn !== undefined).filter((arn) => arn !== "");
}

/** Whoever makes something new must see it afterwards. */
function demandOwnTags({ tags: selectors }: Sight, tags: Tags | undefined): void {
  if (selectors.length === 0)
    throw new CodedError("FORBIDDEN", "Who is bound to certain resources cannot make new ones.");
  if (!carriesOneOf(selectors, tags))
    throw outside("tags", `have ${selectors.map(({ key, value }) => `${key}=${value}`).join(" or ")}`);
}

/** The tags that bind may not be taken off, nor changed into others'. */
function demandTagsKept({ tags: selectors }: Sight, tags: Tags): void {
  for (const [key, value] of Object.entries(tags)) {
    const own = selectors.filter((selector) => selector.key === key);
    if (own.length > 0 && !own.some((selector) => selector.value === value))
      throw outside("tags", `leave ${key} as it is`);
  }
}

async function ofStage(sight: Sight, { stageArn }: { stageArn: string | undefined }): Promise<void> {
  await demand(sight, stageArn);
}
async function ofResource(sight: Sight, { arn }: { arn: string | undefined }): Promise<void> {
  await demand(sight, arn);
}
async function ofBothStages(
  sight: Sight,
  input: { sourceStageArn: string | undefined; destinationStageArn: string | undefined },
): Promise<void> {
  await demand(sight, input.sourceStageArn, input.destinationStageArn);
}
function withOwnTags(sight: Sight, { tags }: { tags?: Tags | undefined }): void {
  demandOwnTags(sight, tags);
}

/** What a viewer who is bound to stages may write. */
export const writes: { readonly [Name in WriteOperation]: Admission<Name> } = {
  async CreateStage(sight, { tags, autoParticipantRecordingConfiguration: recording }) {
    demandOwnTags(sight, tags);
    await demand(sight, ...given(recording?.storageConfigurationArn));
  },
  UpdateStage: (sight, { arn, autoParticipantRecordingConfiguration: recording }) =>
    demand(sight, arn, ...given(recording?.storageConfigurationArn)),
  DeleteStage: ofResource,
  CreateParticipantToken: ofStage,
  DisconnectParticipant: ofStage,
  StartParticipantReplication: ofBothStages,
  StopParticipantReplication: ofBothStages,

  StartComposition: (sight, { stageArn, destinations = [] }) =>
    demand(
      sight,
      stageArn,
      ...destinations.flatMap(({ channel, s3 }) =>
        given(
          channel?.channelArn,
          channel?.encoderConfigurationArn,
          s3?.storageConfigurationArn,
          ...(s3?.encoderConfigurationArns ?? []),
        ),
      ),
    ),
  StopComposition: ofResource,

  CreateEncoderConfiguration: withOwnTags,
  DeleteEncoderConfiguration: ofResource,
  CreateStorageConfiguration: withOwnTags,
  DeleteStorageConfiguration: ofResource,
  ImportPublicKey: withOwnTags,
  DeletePublicKey: ofResource,

  async CreateIngestConfiguration(sight, { stageArn }) {
    if (!stageArn) throw outside("stageArn", "name a stage: without one nobody would see the configuration");
    await demand(sight, stageArn);
  },
  async UpdateIngestConfiguration(sight, { arn, stageArn }) {
    await demand(sight, arn, ...given(stageArn));
    if (stageArn === "")
      throw outside("stageArn", "name a stage: without one nobody would see the configuration");
  },
  DeleteIngestConfiguration: ofResource,

  async TagResource(sight, { resourceArn, tags }) {
    await demand(sight, resourceArn);
    demandTagsKept(sight, tags ?? {});
  },
  async UntagResource(sight, { resourceArn, tagKeys }) {
    await demand(sight, resourceArn);
    const bound = sight.tags.find(({ key }) => tagKeys?.includes(key));
    if (bound) throw outside("tagKeys", `leave ${bound.key}, by which you see it`);
  },
};
