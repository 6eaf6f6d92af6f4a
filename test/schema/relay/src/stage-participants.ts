import { graphql } from "./graphql.ts";

/** A connection of a Node, fetched on through `node(id:)`. */
export const stageParticipantsFragment = graphql`
  fragment stageParticipants_stage on Stage
  @refetchable(queryName: "stageParticipantsPageQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 50 }, after: { type: "String" }) {
    name
    participants(first: $count, after: $after, filter: { state: CONNECTED })
      @connection(key: "stageParticipants_participants") {
      edges {
        node {
          userId
          ...stageParticipants_participant
        }
      }
    }
  }
`;

/** A connection in a connection, fetched on through `node(id:)` too. */
export const participantFragment = graphql`
  fragment stageParticipants_participant on Participant
  @refetchable(queryName: "stageParticipantsEventsQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, after: { type: "String" }) {
    isPublishing
    events(first: $count, after: $after) @connection(key: "stageParticipants_events") {
      edges {
        node {
          name
          nameRaw
          eventTime
        }
      }
    }
  }
`;
