import { casesOf } from "./case.ts";
import { studio } from "./world.ts";

export const ingestCases = casesOf(studio)([
  {
    name: "ingest configurations, their stages and their participants",
    query: "{ ingestConfigurations { nodes { name stage { name } participant { userId published } } } }",
    calls: { ListIngestConfigurations: 1, GetStage: 2, GetParticipant: 2 },
    // ListStages is one page here, which is not known before it was read.
    least: 4,
    data: () => ({
      ingestConfigurations: {
        nodes: [
          { name: "camera", stage: { name: "away" }, participant: { userId: "camera", published: true } },
          { name: "spare", stage: { name: "backstage" }, participant: { userId: "spare", published: true } },
          { name: "loose", stage: null, participant: null },
        ],
      },
    }),
  },
  {
    name: "the keys of what ingest configurations lead to are one list",
    query: "{ ingestConfigurations { nodes { stageArn participantId stage { arn } } } }",
    calls: { ListIngestConfigurations: 1 },
    data: ({ camera, spare, loose, away, backstage }) => ({
      ingestConfigurations: {
        nodes: [
          { stageArn: away, participantId: camera.participantId, stage: { arn: away } },
          { stageArn: backstage, participantId: spare.participantId, stage: { arn: backstage } },
          { stageArn: null, participantId: loose.participantId, stage: null },
        ],
      },
    }),
  },
  {
    name: "from stages through participants to those that are encoders",
    query: "{ stages { nodes { participants { nodes { userId ingestConfiguration { name state } } } } } }",
    calls: { ListStages: 1, ListParticipants: 3, ListIngestConfigurations: 1 },
    // Each list of participants asks for its own encoders as soon as it is there.
    atMost: { ListStages: 1, ListParticipants: 3, GetIngestConfiguration: 2 },
    data: () => {
      const plain = (userId: string) => ({ userId, ingestConfiguration: null });
      return {
        stages: {
          nodes: [
            { participants: { nodes: [plain("alice"), plain("bob"), plain("carol")] } },
            {
              participants: {
                nodes: [
                  plain("erin"),
                  plain("alice"),
                  { userId: "camera", ingestConfiguration: { name: "camera", state: "ACTIVE" } },
                ],
              },
            },
            { participants: { nodes: [] } },
            {
              participants: {
                nodes: [
                  plain("frank"),
                  { userId: "spare", ingestConfiguration: { name: "spare", state: "ACTIVE" } },
                ],
              },
            },
          ],
        },
      };
    },
  },
  {
    name: "to a participant and back to its ingest configuration, which is known",
    query: `query ($arn: Arn!) { ingestConfiguration(arn: $arn) { participant { userId stage { name } ingestConfiguration { name attributes { value } } } } }`,
    variables: ({ camera }) => ({ arn: camera.arn }),
    calls: { GetIngestConfiguration: 1, GetStage: 1, GetParticipant: 1 },
    data: () => ({
      ingestConfiguration: {
        participant: {
          userId: "camera",
          stage: { name: "away" },
          ingestConfiguration: { name: "camera", attributes: [{ value: "wide" }] },
        },
      },
    }),
  },
  {
    name: "what lists of ingest configurations leave out is a Get each",
    query: `{ ingestConfigurations { nodes { name angle: attribute(key: "angle") attributes { key } tags { key } } } }`,
    calls: { ListIngestConfigurations: 1, GetIngestConfiguration: 3 },
    data: () => {
      const of = (name: string, angle: string) => ({ name, angle, attributes: [{ key: "angle" }], tags: [] });
      return {
        ingestConfigurations: { nodes: [of("camera", "wide"), of("spare", "close"), of("loose", "none")] },
      };
    },
  },
  {
    name: "a detached ingest configuration leads nowhere, for nothing",
    query: `query ($arn: Arn!) { ingestConfiguration(arn: $arn) { stage { name endpoints { whip } } stageArn participant { attributes { key } } } }`,
    variables: ({ loose }) => ({ arn: loose.arn }),
    calls: { GetIngestConfiguration: 1 },
    data: () => ({ ingestConfiguration: { stage: null, stageArn: null, participant: null } }),
  },
  {
    name: "ingest configurations of many stages, with the participants they became",
    query:
      "{ stages { nodes { name ingestConfigurations { nodes { name stage { name } participant { userId } } } } } }",
    calls: { ListStages: 1, ListIngestConfigurations: 4, GetParticipant: 2 },
    // One ListIngestConfigurations without a filter holds those of every stage.
    least: 4,
    data: () => ({
      stages: {
        nodes: [
          { name: "show", ingestConfigurations: { nodes: [] } },
          {
            name: "away",
            ingestConfigurations: {
              nodes: [{ name: "camera", stage: { name: "away" }, participant: { userId: "camera" } }],
            },
          },
          { name: "lobby", ingestConfigurations: { nodes: [] } },
          {
            name: "backstage",
            ingestConfigurations: {
              nodes: [{ name: "spare", stage: { name: "backstage" }, participant: { userId: "spare" } }],
            },
          },
        ],
      },
    }),
  },
]);
