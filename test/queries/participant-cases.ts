import { encodeGlobalId } from "../../src/graph/global-id.ts";
import { casesOf } from "./case.ts";
import { crowd, studio } from "./world.ts";

const crowdCases = casesOf(crowd)([
  {
    name: "fifty participants with what a list carries are one list",
    query: `query ($arn: Arn!) { stage(arn: $arn) { participants(first: 100) { nodes { userId state published } } } }`,
    variables: ({ arn }) => ({ arn }),
    calls: { GetStage: 1, ListParticipants: 1 },
    data: ({ participants }) => ({
      stage: {
        participants: {
          nodes: participants.map((_, index) => ({
            userId: `user-${index}`,
            state: "CONNECTED",
            published: false,
          })),
        },
      },
    }),
  },
  {
    name: "fifty participants with attributes are one list and a Get each",
    query: `query ($arn: Arn!) { stage(arn: $arn) { name participants(first: 100) { nodes { userId seat: attribute(key: "seat") attributes { key } osName stage { name } session { sessionId } } } } }`,
    variables: ({ arn }) => ({ arn }),
    calls: { GetStage: 1, ListParticipants: 1, GetParticipant: 50 },
    data: ({ participants, sessionId }) => ({
      stage: {
        name: "arena",
        participants: {
          nodes: participants.map((participant, index) => ({
            userId: `user-${index}`,
            seat: `${index}`,
            attributes: [{ key: "seat" }],
            osName: participant.read().osName || null,
            stage: { name: "arena" },
            session: { sessionId },
          })),
        },
      },
    }),
  },
  {
    name: "fifty participants by their global ids are one list",
    query: "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Participant { userId } } }",
    variables: ({ arn, sessionId, participants }) => ({
      ids: participants.map(({ participantId }) =>
        encodeGlobalId("Participant", `${arn}|${sessionId}|${participantId}`),
      ),
    }),
    calls: { ListParticipants: 1 },
    data: ({ participants }) => ({ nodes: participants.map((_, index) => ({ userId: `user-${index}` })) }),
  },
  {
    name: "nobody of fifty who never published is asked whether they publish",
    query: `query ($arn: Arn!) { stage(arn: $arn) { participants(first: 100) { nodes { isPublishing ingestConfiguration { name } sourceStage { name } sourceParticipant { attributes { key } } } } } }`,
    variables: ({ arn }) => ({ arn }),
    calls: { GetStage: 1, ListParticipants: 1 },
    data: ({ participants }) => ({
      stage: {
        participants: {
          nodes: participants.map(() => ({
            isPublishing: false,
            ingestConfiguration: null,
            sourceStage: null,
            sourceParticipant: null,
          })),
        },
      },
    }),
  },
]);

/** Alice, by all of her keys. */
const aliceArgs = "stageArn: $stageArn, sessionId: $sessionId, participantId: $participantId";
const aliceVariables = "$stageArn: Arn!, $sessionId: String!, $participantId: String!";

const linkCases = casesOf(studio)([
  {
    name: "events lead back to participants that the list has shown",
    query: `query ($arn: Arn!) { stage(arn: $arn) { participants { nodes { events(first: 1) { nodes { participant { userId } stage { name } session { sessionId } } } } } } }`,
    variables: ({ show }) => ({ arn: show }),
    calls: { GetStage: 1, ListParticipants: 1, ListParticipantEvents: 3 },
    data: ({ alice }) => ({
      stage: {
        participants: {
          nodes: ["alice", "bob", "carol"].map((userId) => ({
            events: {
              nodes: [
                { participant: { userId }, stage: { name: "show" }, session: { sessionId: alice.sessionId } },
              ],
            },
          })),
        },
      },
    }),
  },
  {
    name: "the publisher that an event is about is known once a list has shown it",
    query: `query ($arn: Arn!) { stage(arn: $arn) { participants(filter: { published: false }) { nodes { userId events { nodes { name remoteParticipant { userId } destinationStage { name } } } } } all: participants { nodes { userId } } } }`,
    variables: ({ show }) => ({ arn: show }),
    calls: { GetStage: 1, ListParticipants: 2, ListParticipantEvents: 2 },
    // The unfiltered list holds what the filtered one shows.
    least: 4,
    // The events may be there before the list that shows the publisher.
    atMost: { GetStage: 1, ListParticipants: 2, ListParticipantEvents: 2, GetParticipant: 1 },
    data: () => {
      const event = (name: string, userId?: string) => ({
        name,
        remoteParticipant: userId === undefined ? null : { userId },
        destinationStage: null,
      });
      return {
        stage: {
          participants: {
            nodes: [
              { userId: "bob", events: { nodes: [event("JOINED"), event("SUBSCRIBE_STARTED", "alice")] } },
              { userId: "carol", events: { nodes: [event("JOINED"), event("LEFT")] } },
            ],
          },
          all: { nodes: [{ userId: "alice" }, { userId: "bob" }, { userId: "carol" }] },
        },
      };
    },
  },
  {
    name: "the publisher that an event is about is one Get",
    query: `query (${aliceVariables}) { participant(${aliceArgs}) { userId events { nodes { name remoteParticipant { userId role: attribute(key: "role") } } } } }`,
    variables: ({ show, bob: { sessionId, participantId } }) => ({
      stageArn: show,
      sessionId,
      participantId,
    }),
    calls: { GetParticipant: 2, ListParticipantEvents: 1 },
    data: () => ({
      participant: {
        userId: "bob",
        events: {
          nodes: [
            { name: "JOINED", remoteParticipant: null },
            { name: "SUBSCRIBE_STARTED", remoteParticipant: { userId: "alice", role: "host" } },
          ],
        },
      },
    }),
  },
  {
    name: "only who may be publishing is asked whether they are",
    query: `query ($arn: Arn!) { stage(arn: $arn) { participants { nodes { userId isPublishing } } } }`,
    variables: ({ show }) => ({ arn: show }),
    calls: { GetStage: 1, ListParticipants: 1, ListParticipantEvents: 1 },
    data: () => ({
      stage: {
        participants: {
          nodes: [
            { userId: "alice", isPublishing: true },
            { userId: "bob", isPublishing: false },
            { userId: "carol", isPublishing: false },
          ],
        },
      },
    }),
  },
  {
    name: "publishing and events of a participant are one reading",
    query: `query (${aliceVariables}) { participant(${aliceArgs}) { isPublishing events { nodes { name } } first: events(first: 1) { nodes { name } } } }`,
    variables: ({ show, alice: { sessionId, participantId } }) => ({
      stageArn: show,
      sessionId,
      participantId,
    }),
    calls: { GetParticipant: 1, ListParticipantEvents: 1 },
    data: () => ({
      participant: {
        isPublishing: true,
        events: { nodes: [{ name: "JOINED" }, { name: "PUBLISH_STARTED" }, { name: "REPLICATION_STARTED" }] },
        first: { nodes: [{ name: "JOINED" }] },
      },
    }),
  },
  {
    name: "from a source to its replica is a list and a Get for each end",
    query: `query (${aliceVariables}) { participant(${aliceArgs}) { replicas { nodes { destinationStage { name } destinationParticipant { userId replicationType } participant { userId } } } } }`,
    variables: ({ show, alice: { sessionId, participantId } }) => ({
      stageArn: show,
      sessionId,
      participantId,
    }),
    calls: { GetParticipant: 2, ListParticipantReplicas: 1, GetStage: 1 },
    data: () => ({
      participant: {
        replicas: {
          nodes: [
            {
              destinationStage: { name: "away" },
              destinationParticipant: { userId: "alice", replicationType: "REPLICA" },
              participant: { userId: "alice" },
            },
          ],
        },
      },
    }),
  },
  {
    name: "from replicas to their sources is a Get for each that is a replica",
    query: `query ($arn: Arn!) { stage(arn: $arn) { participants { nodes { userId sourceStage { name } sourceParticipant { userId role: attribute(key: "role") } } } } }`,
    variables: ({ away }) => ({ arn: away }),
    calls: { GetStage: 2, ListParticipants: 1, GetParticipant: 1 },
    data: () => ({
      stage: {
        participants: {
          nodes: [
            { userId: "erin", sourceStage: null, sourceParticipant: null },
            {
              userId: "alice",
              sourceStage: { name: "show" },
              sourceParticipant: { userId: "alice", role: "host" },
            },
            { userId: "camera", sourceStage: null, sourceParticipant: null },
          ],
        },
      },
    }),
  },
  {
    name: "to a replica and back to its source, which is known",
    query: `query (${aliceVariables}) { participant(${aliceArgs}) { userId replicas { nodes { destinationParticipant { sourceParticipant { userId attributes { value } sourceParticipant { userId } } sourceSession { sessionId } } } } } }`,
    variables: ({ show, alice: { sessionId, participantId } }) => ({
      stageArn: show,
      sessionId,
      participantId,
    }),
    calls: { GetParticipant: 2, ListParticipantReplicas: 1 },
    data: ({ alice }) => ({
      participant: {
        userId: "alice",
        replicas: {
          nodes: [
            {
              destinationParticipant: {
                sourceParticipant: {
                  userId: "alice",
                  attributes: [{ value: "host" }],
                  sourceParticipant: null,
                },
                sourceSession: { sessionId: alice.sessionId },
              },
            },
          ],
        },
      },
    }),
  },
  {
    name: "raw twins and keys of every link of a replica cost nothing",
    query: `query (${aliceVariables}) { participant(${aliceArgs}) { stageArn stage { arn } session { sessionId stage { arn } } replicas { nodes { sourceStageArn sourceStage { arn } sourceSession { sessionId } destinationStageArn destinationStage { arn } destinationParticipant { participantId stage { arn } } } } } }`,
    variables: ({ show, alice: { sessionId, participantId } }) => ({
      stageArn: show,
      sessionId,
      participantId,
    }),
    calls: { GetParticipant: 1, ListParticipantReplicas: 1 },
    // A replica says that the participant exists.
    least: 1,
    data: ({ show, away, alice: { sessionId, participantId } }) => ({
      participant: {
        stageArn: show,
        stage: { arn: show },
        session: { sessionId, stage: { arn: show } },
        replicas: {
          nodes: [
            {
              sourceStageArn: show,
              sourceStage: { arn: show },
              sourceSession: { sessionId },
              destinationStageArn: away,
              destinationStage: { arn: away },
              destinationParticipant: { participantId, stage: { arn: away } },
            },
          ],
        },
      },
    }),
  },
  {
    name: "replication events lead to the stage that they name",
    query: `query (${aliceVariables}) { participant(${aliceArgs}) { events { nodes { name destinationStage { name } destinationStageArn } } } }`,
    variables: ({ show, alice: { sessionId, participantId } }) => ({
      stageArn: show,
      sessionId,
      participantId,
    }),
    calls: { GetParticipant: 1, ListParticipantEvents: 1, GetStage: 1 },
    // Events say that the participant exists.
    least: 2,
    data: ({ away }) => ({
      participant: {
        events: {
          nodes: [
            { name: "JOINED", destinationStage: null, destinationStageArn: null },
            { name: "PUBLISH_STARTED", destinationStage: null, destinationStageArn: null },
            { name: "REPLICATION_STARTED", destinationStage: { name: "away" }, destinationStageArn: away },
          ],
        },
      },
    }),
  },
]);

export const participantCases = [...crowdCases, ...linkCases];
