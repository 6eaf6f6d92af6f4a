import { encodeGlobalId } from "../../src/graph/global-id.ts";
import { casesOf, type QueryCase } from "./case.ts";
import { crowd, hundred, studio, unknownStageArn } from "./world.ts";

const ask = (selections: string) =>
  `query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename ${selections} } }`;
const stageOf = (arn: string) => ({ __typename: "Stage", arn });

const ofHundred: readonly QueryCase[] = casesOf(hundred)([
  {
    name: "fifty references to stages are one list",
    query: ask("... on Stage { name }"),
    variables: ({ stages }) => ({ representations: stages.slice(25, 75).map(stageOf) }),
    calls: { ListStages: 1 },
    data: () => ({
      _entities: Array.from({ length: 50 }, (_, index) => ({
        __typename: "Stage",
        name: `stage-${index + 25}`,
      })),
    }),
  },
]);

const ofCrowd: readonly QueryCase[] = casesOf(crowd)([
  {
    name: "fifty references to participants of a session are one list",
    query: ask("... on Participant { userId }"),
    variables: ({ participants, arn: stageArn, sessionId }) => ({
      representations: participants.map(({ participantId }) => ({
        __typename: "Participant",
        stageArn,
        sessionId,
        participantId,
      })),
    }),
    calls: { ListParticipants: 1 },
    data: () => ({
      _entities: Array.from({ length: 50 }, (_, index) => ({
        __typename: "Participant",
        userId: `user-${index}`,
      })),
    }),
  },
]);

const ofStudio: readonly QueryCase[] = casesOf(studio)([
  {
    name: "references to every kind are a Get each",
    query: ask(
      "... on Participant { userId } ... on StageSession { endTime } ... on Taggable { tags { key } }",
    ),
    variables: ({ lobby, alice, show, showLive, hd, takes, camera, publicKey }) => ({
      representations: [
        stageOf(lobby),
        { __typename: "StageSession", stageArn: show, sessionId: alice.sessionId },
        {
          __typename: "Participant",
          stageArn: show,
          sessionId: alice.sessionId,
          participantId: alice.participantId,
        },
        { __typename: "Composition", arn: showLive },
        { __typename: "EncoderConfiguration", arn: hd },
        { __typename: "StorageConfiguration", arn: takes },
        { __typename: "IngestConfiguration", arn: camera.arn },
        { __typename: "PublicKey", arn: publicKey },
      ],
    }),
    calls: {
      GetStage: 1,
      GetStageSession: 1,
      GetParticipant: 1,
      GetComposition: 1,
      GetEncoderConfiguration: 1,
      GetStorageConfiguration: 1,
      GetIngestConfiguration: 1,
      GetPublicKey: 1,
    },
    data: () => ({
      _entities: [
        { __typename: "Stage", tags: [] },
        { __typename: "StageSession", endTime: null },
        { __typename: "Participant", userId: "alice" },
        { __typename: "Composition", tags: [] },
        { __typename: "EncoderConfiguration", tags: [] },
        { __typename: "StorageConfiguration", tags: [] },
        { __typename: "IngestConfiguration", tags: [] },
        { __typename: "PublicKey", tags: [] },
      ],
    }),
  },
  {
    name: "an object that is referred to by each of its keys, and asked for by others, is one Get",
    query: `query ($representations: [_Any!]!, $arn: Arn!) { stage(arn: $arn) { name } _entities(representations: $representations) { ... on Stage { name endpoints { __typename } } } }`,
    variables: ({ show }) => ({
      arn: show,
      representations: [
        stageOf(show),
        { __typename: "Stage", id: encodeGlobalId("Stage", show) },
        { __typename: "Stage", id: encodeGlobalId("Stage", show), arn: show },
        { __typename: "Stage", id: null, arn: show, name: "what another subgraph calls it" },
      ],
    }),
    calls: { GetStage: 1 },
    data: () => {
      const stage = { name: "show", endpoints: { __typename: "StageEndpoints" } };
      return { stage: { name: "show" }, _entities: [stage, stage, stage, stage] };
    },
  },
  {
    name: "references to objects that there are not are null, and asked for once",
    query: ask("... on Stage { name }"),
    variables: ({ backstage }) => ({
      representations: [stageOf(unknownStageArn), stageOf(backstage), stageOf(unknownStageArn)],
    }),
    calls: { GetStage: 2 },
    data: () => ({ _entities: [null, { __typename: "Stage", name: "backstage" }, null] }),
  },
]);

/** What a router asks. */
export const entityCases = [...ofHundred, ...ofCrowd, ...ofStudio];
