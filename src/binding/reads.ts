import type {
  OperationInput,
  OperationName,
  OperationOutput,
  ReadOperation,
} from "../upstream/operations.ts";
import type { Reading } from "../upstream/reading.ts";
import { nullWhenNotFound } from "../upstream/reader.ts";
import { notThere } from "./refusal.ts";
import type { Sight } from "./sight.ts";

/** Asks AWS, and leaves in the answer what the viewer sees. Rejects as for what is not there where that is nothing. */
type Sifted<Name extends OperationName> = (
  sight: Sight,
  input: OperationInput<Name>,
  read: () => Promise<Reading<OperationOutput<Name>>>,
) => Promise<Reading<OperationOutput<Name>>>;

/** A List of which things may have been left out says so, so that the rest is looked for on the pages that follow. */
function sift<Output>(reading: Reading<Output>, output: Partial<Output>): Reading<Output> {
  return { ...reading, output: { ...reading.output, ...output }, sifted: true };
}

/** The items of stages that are seen. All are looked at together. */
async function ofSeenStages<Item extends { stageArn?: string | undefined }>(
  sight: Sight,
  items: readonly Item[] = [],
): Promise<Item[]> {
  const verdicts = await Promise.all(items.map(({ stageArn }) => sight.stage(stageArn)));
  return items.filter((_, index) => verdicts[index]);
}

/** The items that the viewer is bound to. */
function held<Item extends { arn?: string | undefined; tags?: Record<string, string> | undefined }>(
  sight: Sight,
  items: readonly Item[] = [],
): Item[] {
  return items.filter(({ arn, tags }) => sight.holds(arn, tags));
}

interface Copied {
  sourceStageArn?: string | undefined;
  sourceSessionId?: string | undefined;
}

/** Participants, each of whom keeps where it is copied from only when that is seen. */
function withoutForeignSource<Participant extends Copied>(
  sight: Sight,
  participants: readonly Participant[] = [],
): Promise<Participant[]> {
  return Promise.all(
    participants.map(async (participant) => {
      const { sourceStageArn } = participant;
      if (!sourceStageArn || (await sight.stage(sourceStageArn))) return participant;
      return { ...participant, sourceStageArn: undefined, sourceSessionId: undefined };
    }),
  );
}

async function demandStage(sight: Sight, arn: string | undefined): Promise<void> {
  if (!(await sight.stage(arn))) throw notThere(arn);
}

/** What is left of each read for a viewer who is bound to stages. */
export const reads: { readonly [Name in ReadOperation]: Sifted<Name> } = {
  async GetStage(sight, { arn }, read) {
    if (!sight.mayHold(arn)) throw notThere(arn);
    const reading = await read();
    const { stage } = reading.output;
    if (stage) sight.saw([stage]);
    if (!sight.holds(arn, stage?.tags)) throw notThere(arn);
    return reading;
  },
  async ListStages(sight, _input, read) {
    const reading = await read();
    sight.saw(reading.output.stages ?? []);
    return sift(reading, {
      stages: held(sight, reading.output.stages),
    });
  },

  async ListStageSessions(sight, { stageArn }, read) {
    await demandStage(sight, stageArn);
    return read();
  },
  async GetStageSession(sight, { stageArn }, read) {
    await demandStage(sight, stageArn);
    return read();
  },
  async ListParticipants(sight, { stageArn }, read) {
    await demandStage(sight, stageArn);
    const reading = await read();
    const { participants } = reading.output;
    const shown = await withoutForeignSource(sight, participants);
    return { ...reading, output: { ...reading.output, participants: shown } };
  },
  async GetParticipant(sight, { stageArn }, read) {
    await demandStage(sight, stageArn);
    const reading = await read();
    const { participant } = reading.output;
    if (!participant) return reading;
    const [shown] = await withoutForeignSource(sight, [participant]);
    return { ...reading, output: { ...reading.output, participant: shown } };
  },
  async ListParticipantEvents(sight, { stageArn }, read) {
    await demandStage(sight, stageArn);
    const reading = await read();
    const { events } = reading.output;
    const shown = await Promise.all(
      (events ?? []).map(async (event) => {
        const { destinationStageArn } = event;
        if (!destinationStageArn || (await sight.stage(destinationStageArn))) return event;
        return { ...event, destinationStageArn: undefined, destinationSessionId: undefined };
      }),
    );
    return { ...reading, output: { ...reading.output, events: shown } };
  },
  async ListParticipantReplicas(sight, { sourceStageArn }, read) {
    await demandStage(sight, sourceStageArn);
    const reading = await read();
    const { replicas = [] } = reading.output;
    const verdicts = await Promise.all(
      replicas.map(({ destinationStageArn }) => sight.stage(destinationStageArn)),
    );
    return sift(reading, { replicas: replicas.filter((_, index) => verdicts[index]) });
  },

  async GetComposition(sight, { arn }, read) {
    const reading = await nullWhenNotFound(read());
    const isSeen = await sight.stageOf(arn, reading?.output.composition?.stageArn);
    if (!reading || !isSeen) throw notThere(arn);
    return reading;
  },
  async ListCompositions(sight, _input, read) {
    const reading = await read();
    return sift(reading, {
      compositions: await ofSeenStages(sight, reading.output.compositions),
    });
  },

  async GetEncoderConfiguration(sight, { arn }, read) {
    if (!sight.mayHold(arn)) throw notThere(arn);
    const reading = await read();
    if (!sight.holds(arn, reading.output.encoderConfiguration?.tags)) throw notThere(arn);
    return reading;
  },
  async ListEncoderConfigurations(sight, _input, read) {
    const reading = await read();
    const { encoderConfigurations: all } = reading.output;
    return sift(reading, {
      encoderConfigurations: held(sight, all),
    });
  },
  async GetStorageConfiguration(sight, { arn }, read) {
    if (!sight.mayHold(arn)) throw notThere(arn);
    const reading = await read();
    if (!sight.holds(arn, reading.output.storageConfiguration?.tags)) throw notThere(arn);
    return reading;
  },
  async ListStorageConfigurations(sight, _input, read) {
    const reading = await read();
    const { storageConfigurations: all } = reading.output;
    return sift(reading, {
      storageConfigurations: held(sight, all),
    });
  },
  async GetPublicKey(sight, { arn }, read) {
    if (!sight.mayHold(arn)) throw notThere(arn);
    const reading = await read();
    if (!sight.holds(arn, reading.output.publicKey?.tags)) throw notThere(arn);
    return reading;
  },
  async ListPublicKeys(sight, _input, read) {
    const reading = await read();
    return sift(reading, {
      publicKeys: held(sight, reading.output.publicKeys),
    });
  },

  async GetIngestConfiguration(sight, { arn }, read) {
    const reading = await nullWhenNotFound(read());
    const isSeen = await sight.stageOf(arn, reading?.output.ingestConfiguration?.stageArn);
    if (!reading || !isSeen) throw notThere(arn);
    return reading;
  },
  async ListIngestConfigurations(sight, _input, read) {
    const reading = await read();
    const { ingestConfigurations: all } = reading.output;
    return sift(reading, {
      ingestConfigurations: await ofSeenStages(sight, all),
    });
  },

  async ListTagsForResource(sight, { resourceArn }, read) {
    if (!(await sight.resource(resourceArn))) throw notThere(resourceArn);
    return read();
  },
};
