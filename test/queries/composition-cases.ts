import { casesOf } from "./case.ts";
import { channelArn, hundred, studio } from "./world.ts";

const manyCases = casesOf(hundred)([
  {
    name: "a hundred compositions and the names of their stages are two lists",
    query: "{ compositions(first: 100) { nodes { stage { name } } } }",
    calls: { ListCompositions: 1, ListStages: 1 },
    data: ({ stages }) => ({
      compositions: { nodes: stages.map((_, index) => ({ stage: { name: `stage-${index}` } })) },
    }),
  },
  {
    name: "a hundred compositions and the endpoints of their stages are a list and a hundred Gets",
    query:
      "{ compositions(first: 100) { nodes { stage { arn name activeSessionId endpoints { __typename } } } } }",
    calls: { ListCompositions: 1, GetStage: 100 },
    data: ({ stages }) => ({
      compositions: {
        nodes: stages.map((arn, index) => ({
          stage: {
            arn,
            name: `stage-${index}`,
            activeSessionId: null,
            endpoints: { __typename: "StageEndpoints" },
          },
        })),
      },
    }),
  },
  {
    name: "a hundred compositions and the ARNs of their stages are one list",
    query: "{ compositions(first: 100) { nodes { stageArn } } }",
    calls: { ListCompositions: 1 },
    data: ({ stages }) => ({ compositions: { nodes: stages.map((stageArn) => ({ stageArn })) } }),
  },
  {
    name: "a hundred compositions and nothing but the keys of their stages are one list",
    query: "{ compositions(first: 100) { nodes { stage { arn __typename } } } }",
    calls: { ListCompositions: 1 },
    data: ({ stages }) => ({
      compositions: { nodes: stages.map((arn) => ({ stage: { arn, __typename: "Stage" } })) },
    }),
  },
  {
    name: "names under one alias and endpoints under another are the same Gets",
    query:
      "{ compositions(first: 100) { nodes { stage { name } again: stage { endpoints { __typename } } } } }",
    calls: { ListCompositions: 1, GetStage: 100 },
    data: ({ stages }) => ({
      compositions: {
        nodes: stages.map((_, index) => ({
          stage: { name: `stage-${index}` },
          again: { endpoints: { __typename: "StageEndpoints" } },
        })),
      },
    }),
  },
  {
    name: "a stage of a composition of a stage is the stage",
    query:
      "{ stages(first: 100) { nodes { compositions(first: 1) { nodes { stage { name compositions(first: 1) { nodes { stageArn } } } } } } } }",
    calls: { ListStages: 1, ListCompositions: 100 },
    // One ListCompositions without a filter holds those of every stage.
    least: 2,
    data: ({ stages }) => ({
      stages: {
        nodes: stages.map((stageArn, index) => ({
          compositions: {
            nodes: [{ stage: { name: `stage-${index}`, compositions: { nodes: [{ stageArn }] } } }],
          },
        })),
      },
    }),
  },
]);

const linkCases = casesOf(studio)([
  {
    name: "a composition, its stage, its encoder and its storage are a Get each",
    query: `query ($arn: Arn!) { composition(arn: $arn) { stage { name } destinations { configuration { channelArn encoderConfiguration { name } storageConfiguration { name } } } } }`,
    variables: ({ showLive }) => ({ arn: showLive }),
    calls: { GetComposition: 1, GetStage: 1, GetEncoderConfiguration: 1, GetStorageConfiguration: 1 },
    data: () => ({
      composition: {
        stage: { name: "show" },
        destinations: [
          { configuration: { channelArn, encoderConfiguration: { name: "hd" }, storageConfiguration: null } },
          {
            configuration: {
              channelArn: null,
              encoderConfiguration: { name: "hd" },
              storageConfiguration: { name: "archive" },
            },
          },
        ],
      },
    }),
  },
  {
    name: "what the destinations of many compositions use is one list of each kind",
    query:
      "{ compositions { nodes { destinations { configuration { encoderConfigurations { name } storageConfiguration { name } } } } } }",
    calls: {
      ListCompositions: 1,
      GetComposition: 3,
      ListEncoderConfigurations: 1,
      ListStorageConfigurations: 1,
    },
    data: () => {
      const of = (encoder: string | null, storage: string | null) => ({
        configuration: {
          encoderConfigurations: encoder === null ? [] : [{ name: encoder }],
          storageConfiguration: storage === null ? null : { name: storage },
        },
      });
      return {
        compositions: {
          nodes: [
            { destinations: [of("hd", null), of("hd", "archive")] },
            { destinations: [of("sd", "takes")] },
            { destinations: [of(null, null)] },
          ],
        },
      };
    },
  },
  {
    name: "raw twins of the links of destinations cost only the compositions",
    query:
      "{ compositions { nodes { destinations { configuration { encoderConfigurationArns storageConfigurationArn encoderConfiguration { arn } storageConfiguration { arn } } } } } }",
    calls: { ListCompositions: 1, GetComposition: 3 },
    data: ({ hd, sd, archive, takes }) => {
      const of = (encoder: string | null, storage: string | null) => ({
        configuration: {
          encoderConfigurationArns: encoder === null ? [] : [encoder],
          storageConfigurationArn: storage,
          encoderConfiguration: encoder === null ? null : { arn: encoder },
          storageConfiguration: storage === null ? null : { arn: storage },
        },
      });
      return {
        compositions: {
          nodes: [
            { destinations: [of(hd, null), of(hd, archive)] },
            { destinations: [of(sd, takes)] },
            { destinations: [of(null, null)] },
          ],
        },
      };
    },
  },
  {
    name: "from an encoder to the stages that are composed with it",
    query: `query ($arn: Arn!) { encoderConfiguration(arn: $arn) { name compositions { nodes { arn stage { name } } } } }`,
    variables: ({ hd }) => ({ arn: hd }),
    calls: { GetEncoderConfiguration: 1, ListCompositions: 1, GetStage: 1 },
    data: ({ showLive }) => ({
      encoderConfiguration: {
        name: "hd",
        compositions: { nodes: [{ arn: showLive, stage: { name: "show" } }] },
      },
    }),
  },
  {
    name: "from encoders to compositions and back to encoders that are known",
    query:
      "{ encoderConfigurations { nodes { name compositions { nodes { destinations { configuration { encoderConfiguration { name } } } } } } } }",
    calls: { ListEncoderConfigurations: 1, ListCompositions: 2, GetComposition: 2 },
    data: () => {
      const of = (name: string) => ({ configuration: { encoderConfiguration: { name } } });
      return {
        encoderConfigurations: {
          nodes: [
            { name: "hd", compositions: { nodes: [{ destinations: [of("hd"), of("hd")] }] } },
            { name: "sd", compositions: { nodes: [{ destinations: [of("sd")] }] } },
          ],
        },
      };
    },
  },
  {
    name: "from a stage to its compositions and back to all of the stage",
    query: `query ($arn: Arn!) { stage(arn: $arn) { compositions { nodes { arn stage { name endpoints { __typename } } } } } }`,
    variables: ({ show }) => ({ arn: show }),
    calls: { GetStage: 1, ListCompositions: 1 },
    data: ({ showLive, showPlain }) => ({
      stage: {
        compositions: {
          nodes: [showLive, showPlain].map((arn) => ({
            arn,
            stage: { name: "show", endpoints: { __typename: "StageEndpoints" } },
          })),
        },
      },
    }),
  },
  {
    name: "the layouts of listed compositions are a Get each, with their destinations",
    query:
      "{ compositions { nodes { layout { __typename } destinations { configuration { name } recordingPrefix: __typename } } } }",
    calls: { ListCompositions: 1, GetComposition: 3 },
    data: () => {
      const destination = { configuration: { name: null }, recordingPrefix: "CompositionDestination" };
      const layout = { __typename: "GridConfiguration" };
      return {
        compositions: {
          nodes: [
            { layout, destinations: [destination, destination] },
            { layout, destinations: [destination] },
            { layout, destinations: [destination] },
          ],
        },
      };
    },
  },
  {
    name: "a composition without an encoder and without storage asks for neither",
    query: `query ($arn: Arn!) { composition(arn: $arn) { destinations { configuration { channelArn encoderConfiguration { name video { width } } encoderConfigurations { name } storageConfiguration { name s3 { bucketName } } } } } }`,
    variables: ({ showPlain }) => ({ arn: showPlain }),
    calls: { GetComposition: 1 },
    data: () => ({
      composition: {
        destinations: [
          {
            configuration: {
              channelArn,
              encoderConfiguration: null,
              encoderConfigurations: [],
              storageConfiguration: null,
            },
          },
        ],
      },
    }),
  },
]);

export const compositionCases = [...manyCases, ...linkCases];
