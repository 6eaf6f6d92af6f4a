import { encodeGlobalId } from "../../src/graph/global-id.ts";
import { casesOf } from "./case.ts";
import { studio, unknownStageArn } from "./world.ts";

export const lookupCases = casesOf(studio)([
  {
    name: "equal keys under aliases and in fragments are one Get",
    query: `query ($arn: Arn!) { a: stage(arn: $arn) { ...Names } b: stage(arn: $arn) { ...Names ... on Stage { tags { key } } } c: stage(arn: $arn) { ... on Taggable { arn tag(key: "team") } } }
      fragment Names on Stage { name again: name }`,
    variables: ({ show }) => ({ arn: show }),
    calls: { GetStage: 1 },
    data: ({ show }) => ({
      a: { name: "show", again: "show" },
      b: { name: "show", again: "show", tags: [{ key: "team" }] },
      c: { arn: show, tag: "sport" },
    }),
  },
  {
    name: "a stage by node, nodes, resource and ARN is one Get",
    query: `query ($arn: Arn!, $id: ID!) { stage(arn: $arn) { name } node(id: $id) { ... on Stage { name } } nodes(ids: [$id, $id]) { ... on Stage { endpoints { __typename } } } resource(arn: $arn) { tags { value } } }`,
    variables: ({ show }) => ({ arn: show, id: encodeGlobalId("Stage", show) }),
    calls: { GetStage: 1 },
    data: () => {
      const details = { endpoints: { __typename: "StageEndpoints" } };
      return {
        stage: { name: "show" },
        node: { name: "show" },
        nodes: [details, details],
        resource: { tags: [{ value: "sport" }] },
      };
    },
  },
  {
    name: "nodes of every kind are a Get each",
    query: `query ($ids: [ID!]!) { nodes(ids: $ids) { __typename ... on Participant { userId } ... on StageSession { endTime } ... on Taggable { tags { key } } } }`,
    variables: ({ lobby, alice, show, showLive, hd, takes, camera, publicKey }) => ({
      ids: [
        encodeGlobalId("Stage", lobby),
        encodeGlobalId("StageSession", `${show}|${alice.sessionId}`),
        encodeGlobalId("Participant", `${show}|${alice.sessionId}|${alice.participantId}`),
        encodeGlobalId("Composition", showLive),
        encodeGlobalId("EncoderConfiguration", hd),
        encodeGlobalId("StorageConfiguration", takes),
        encodeGlobalId("IngestConfiguration", camera.arn),
        encodeGlobalId("PublicKey", publicKey),
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
      nodes: [
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
    name: "several nodes of two kinds are a list of each kind",
    query:
      "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on EncoderConfiguration { name } ... on Composition { stageArn } } }",
    variables: ({ hd, sd, showLive, awayTaken, showPlain }) => ({
      ids: [
        encodeGlobalId("EncoderConfiguration", sd),
        ...[showPlain, awayTaken, showLive].map((arn) => encodeGlobalId("Composition", arn)),
        encodeGlobalId("EncoderConfiguration", hd),
      ],
    }),
    calls: { ListEncoderConfigurations: 1, ListCompositions: 1 },
    data: ({ show, away }) => ({
      nodes: [{ name: "sd" }, { stageArn: show }, { stageArn: away }, { stageArn: show }, { name: "hd" }],
    }),
  },
  {
    name: "unknown objects in a list are null, and asked for once",
    query: `query ($ids: [ID!]!, $arn: Arn!) { nodes(ids: $ids) { ... on Stage { name participants { nodes { userId } } } } stage(arn: $arn) { name compositions { nodes { arn } } } }`,
    variables: ({ backstage }) => ({
      ids: [unknownStageArn, backstage, unknownStageArn].map((arn) => encodeGlobalId("Stage", arn)),
      arn: unknownStageArn,
    }),
    calls: { GetStage: 2, ListParticipants: 1 },
    data: () => ({
      nodes: [
        null,
        { name: "backstage", participants: { nodes: [{ userId: "frank" }, { userId: "spare" }] } },
        null,
      ],
      stage: null,
    }),
  },
  {
    name: "unknown compositions among known ones are one list",
    query: "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Composition { arn stage { arn } } } }",
    variables: ({ showLive, awayTaken }) => ({
      ids: [showLive, showLive.replace(/\/.*/, "/doesNotExist"), awayTaken].map((arn) =>
        encodeGlobalId("Composition", arn),
      ),
    }),
    calls: { ListCompositions: 1 },
    data: ({ showLive, awayTaken, show, away }) => ({
      nodes: [{ arn: showLive, stage: { arn: show } }, null, { arn: awayTaken, stage: { arn: away } }],
    }),
  },
  {
    name: "tags of a resource that is asked for twice are one call",
    query: `query ($arn: Arn!) { tags(resourceArn: $arn) { value } again: tags(resourceArn: $arn) { key } resource(arn: $arn) { __typename arn tag(key: "team") } }`,
    variables: ({ backstage }) => ({ arn: backstage }),
    calls: { ListTagsForResource: 1, GetStage: 1 },
    // GetStage holds the tags too.
    least: 1,
    data: ({ backstage }) => ({
      tags: [{ value: "news" }],
      again: [{ key: "team" }],
      resource: { __typename: "Stage", arn: backstage, tag: "news" },
    }),
  },
  {
    name: "one list under two aliases is read once",
    query:
      "{ a: encoderConfigurations { nodes { name } } b: encoderConfigurations { nodes { arn } } publicKeys { nodes { name } } }",
    calls: { ListEncoderConfigurations: 1, ListPublicKeys: 1 },
    least: 2,
    data: ({ hd, sd }) => ({
      a: { nodes: [{ name: "hd" }, { name: "sd" }] },
      b: { nodes: [{ arn: hd }, { arn: sd }] },
      publicKeys: { nodes: [{ name: "web" }] },
    }),
  },
  {
    name: "a stage that two paths lead to, one for its name and one for its endpoints",
    query: `query ($arn: Arn!, $ingest: Arn!) { composition(arn: $arn) { stage { name } } ingestConfiguration(arn: $ingest) { stage { endpoints { __typename } } } }`,
    variables: ({ awayTaken, camera }) => ({ arn: awayTaken, ingest: camera.arn }),
    calls: { GetComposition: 1, GetIngestConfiguration: 1, GetStage: 1 },
    data: () => ({
      composition: { stage: { name: "away" } },
      ingestConfiguration: { stage: { endpoints: { __typename: "StageEndpoints" } } },
    }),
  },
]);
