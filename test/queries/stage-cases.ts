import { casesOf } from "./case.ts";
import { studio } from "./world.ts";

export const stageCases = casesOf(studio)([
  {
    name: "a page of stages is one list",
    query: '{ stages { nodes { name activeSessionId tags { key value } team: tag(key: "team") } } }',
    calls: { ListStages: 1 },
    data: ({ alice, awaySession, backstageSession }) => ({
      stages: {
        nodes: [
          {
            name: "show",
            activeSessionId: alice.sessionId,
            tags: [{ key: "team", value: "sport" }],
            team: "sport",
          },
          { name: "away", activeSessionId: awaySession, tags: [], team: null },
          { name: "lobby", activeSessionId: null, tags: [], team: null },
          {
            name: "backstage",
            activeSessionId: backstageSession,
            tags: [{ key: "team", value: "news" }],
            team: "news",
          },
        ],
      },
    }),
  },
  {
    name: "what only a Get knows of listed stages is a Get each",
    query: "{ stages { nodes { name autoParticipantRecordingConfiguration { storageConfigurationArn } } } }",
    calls: { ListStages: 1, GetStage: 4 },
    data: ({ takes, archive }) => ({
      stages: {
        nodes: [
          { name: "show", autoParticipantRecordingConfiguration: { storageConfigurationArn: takes } },
          { name: "away", autoParticipantRecordingConfiguration: { storageConfigurationArn: archive } },
          { name: "lobby", autoParticipantRecordingConfiguration: { storageConfigurationArn: null } },
          { name: "backstage", autoParticipantRecordingConfiguration: { storageConfigurationArn: takes } },
        ],
      },
    }),
  },
  {
    name: "links to active sessions cost nothing",
    query: "{ stages { nodes { activeSession { sessionId stageArn stage { name } } } } }",
    calls: { ListStages: 1 },
    data: ({ show, away, backstage, alice, awaySession, backstageSession }) => ({
      stages: {
        nodes: [
          { activeSession: { sessionId: alice.sessionId, stageArn: show, stage: { name: "show" } } },
          { activeSession: { sessionId: awaySession, stageArn: away, stage: { name: "away" } } },
          { activeSession: null },
          {
            activeSession: { sessionId: backstageSession, stageArn: backstage, stage: { name: "backstage" } },
          },
        ],
      },
    }),
  },
  {
    name: "the times of active sessions are a Get for each that there is",
    query: "{ stages { nodes { activeSession { endTime stale } } } }",
    calls: { ListStages: 1, GetStageSession: 3 },
    data: () => ({
      stages: {
        nodes: [
          { activeSession: { endTime: null, stale: false } },
          { activeSession: { endTime: null, stale: false } },
          { activeSession: null },
          { activeSession: { endTime: null, stale: false } },
        ],
      },
    }),
  },
  {
    name: "from a stage through its session and participants to their events",
    query: `query ($arn: Arn!) { stage(arn: $arn) { activeSession { participants { nodes { userId events { nodes { name } } } } } } }`,
    variables: ({ show }) => ({ arn: show }),
    calls: { GetStage: 1, ListParticipants: 1, ListParticipantEvents: 3 },
    data: () => ({
      stage: {
        activeSession: {
          participants: {
            nodes: [
              {
                userId: "alice",
                events: {
                  nodes: [{ name: "JOINED" }, { name: "PUBLISH_STARTED" }, { name: "REPLICATION_STARTED" }],
                },
              },
              { userId: "bob", events: { nodes: [{ name: "JOINED" }, { name: "SUBSCRIBE_STARTED" }] } },
              { userId: "carol", events: { nodes: [{ name: "JOINED" }, { name: "LEFT" }] } },
            ],
          },
        },
      },
    }),
  },
  {
    name: "participants of many stages are a list for each stage that is in use",
    query: "{ stages { nodes { name participants(filter: { published: true }) { nodes { userId } } } } }",
    calls: { ListStages: 1, ListParticipants: 3 },
    data: () => ({
      stages: {
        nodes: [
          { name: "show", participants: { nodes: [{ userId: "alice" }] } },
          {
            name: "away",
            participants: { nodes: [{ userId: "erin" }, { userId: "alice" }, { userId: "camera" }] },
          },
          { name: "lobby", participants: { nodes: [] } },
          { name: "backstage", participants: { nodes: [{ userId: "frank" }, { userId: "spare" }] } },
        ],
      },
    }),
  },
  {
    name: "lists in lists in lists",
    query: `query ($arn: Arn!) { stage(arn: $arn) { sessions { nodes { participants { nodes { userId replicas { nodes { destinationStageArn } } } } } } } }`,
    variables: ({ show }) => ({ arn: show }),
    calls: { GetStage: 1, ListStageSessions: 1, ListParticipants: 2, ListParticipantReplicas: 4 },
    // Sessions say that the stage exists.
    least: 7,
    data: ({ away }) => ({
      stage: {
        sessions: {
          nodes: [
            { participants: { nodes: [{ userId: "dave", replicas: { nodes: [] } }] } },
            {
              participants: {
                nodes: [
                  { userId: "alice", replicas: { nodes: [{ destinationStageArn: away }] } },
                  { userId: "bob", replicas: { nodes: [] } },
                  { userId: "carol", replicas: { nodes: [] } },
                ],
              },
            },
          ],
        },
      },
    }),
  },
  {
    name: "sessions lead back to a stage that is known",
    query: `query ($arn: Arn!) { stage(arn: $arn) { sessions { nodes { sessionId stale stage { name endpoints { __typename } } } } } }`,
    variables: ({ show }) => ({ arn: show }),
    calls: { GetStage: 1, ListStageSessions: 1 },
    data: ({ dave, alice }) => ({
      stage: {
        sessions: {
          nodes: [dave, alice].map(({ sessionId }) => ({
            sessionId,
            stale: false,
            stage: { name: "show", endpoints: { __typename: "StageEndpoints" } },
          })),
        },
      },
    }),
  },
  {
    name: "links of recordings to their storage cost no more than the recordings",
    query: "{ stages { nodes { autoParticipantRecordingConfiguration { storageConfiguration { arn } } } } }",
    calls: { ListStages: 1, GetStage: 4 },
    data: ({ takes, archive }) => ({
      stages: {
        nodes: [
          { autoParticipantRecordingConfiguration: { storageConfiguration: { arn: takes } } },
          { autoParticipantRecordingConfiguration: { storageConfiguration: { arn: archive } } },
          { autoParticipantRecordingConfiguration: { storageConfiguration: null } },
          { autoParticipantRecordingConfiguration: { storageConfiguration: { arn: takes } } },
        ],
      },
    }),
  },
  {
    name: "the storage of many recordings is one list",
    query:
      "{ stages { nodes { autoParticipantRecordingConfiguration { storageConfiguration { name s3 { bucketName } } } } } }",
    calls: { ListStages: 1, GetStage: 4, ListStorageConfigurations: 1 },
    data: () => {
      const of = (name: string) => ({
        autoParticipantRecordingConfiguration: { storageConfiguration: { name, s3: { bucketName: name } } },
      });
      return {
        stages: {
          nodes: [
            of("takes"),
            of("archive"),
            { autoParticipantRecordingConfiguration: { storageConfiguration: null } },
            of("takes"),
          ],
        },
      };
    },
  },
  {
    name: "the storage of one recording is one Get",
    query: `query ($arn: Arn!) { stage(arn: $arn) { autoParticipantRecordingConfiguration { storageConfiguration { name tags { key } } } } }`,
    variables: ({ show }) => ({ arn: show }),
    calls: { GetStage: 1, GetStorageConfiguration: 1 },
    data: () => ({
      stage: { autoParticipantRecordingConfiguration: { storageConfiguration: { name: "takes", tags: [] } } },
    }),
  },
  {
    name: "the compositions of many stages are a list each, and what they hold is known",
    query:
      "{ stages { nodes { name compositions { nodes { arn stage { name } destinations { state } } } } } }",
    calls: { ListStages: 1, ListCompositions: 4 },
    // One ListCompositions without a filter holds those of every stage.
    least: 2,
    data: ({ showLive, showPlain, awayTaken }) => {
      const of = (arn: string, name: string, count: number) => ({
        arn,
        stage: { name },
        destinations: Array.from({ length: count }, () => ({ state: "STARTING" })),
      });
      return {
        stages: {
          nodes: [
            { name: "show", compositions: { nodes: [of(showLive, "show", 2), of(showPlain, "show", 1)] } },
            { name: "away", compositions: { nodes: [of(awayTaken, "away", 1)] } },
            { name: "lobby", compositions: { nodes: [] } },
            { name: "backstage", compositions: { nodes: [] } },
          ],
        },
      };
    },
  },
  {
    name: "presence and many participants by their ids are a list each",
    query: `query ($arn: Arn!, $ids: [String!]!) { stage(arn: $arn) { presence { connectedCount publishingCount complete } participantsByIds(ids: $ids) { userId } } }`,
    variables: ({ show, alice, bob, carol }) => ({
      arn: show,
      ids: [carol.participantId, "nobody", alice.participantId, bob.participantId, carol.participantId],
    }),
    calls: { GetStage: 1, ListParticipants: 2 },
    // One list of all participants holds those that are connected too.
    least: 2,
    data: () => ({
      stage: {
        presence: { connectedCount: 2, publishingCount: 1, complete: true },
        participantsByIds: [
          { userId: "carol" },
          null,
          { userId: "alice" },
          { userId: "bob" },
          { userId: "carol" },
        ],
      },
    }),
  },
  {
    name: "an idle stage has nobody, for the one call that says so",
    query: `query ($arn: Arn!) { stage(arn: $arn) { activeSession { startTime participants { nodes { userId } } } participants { nodes { events { nodes { name } } } } presence { connectedCount } participant(participantId: "x") { userId } participantsByIds(ids: ["x", "y"]) { userId } } }`,
    variables: ({ lobby }) => ({ arn: lobby }),
    calls: { GetStage: 1 },
    data: () => ({
      stage: {
        activeSession: null,
        participants: { nodes: [] },
        presence: { connectedCount: 0 },
        participant: null,
        participantsByIds: [null, null],
      },
    }),
  },
]);
