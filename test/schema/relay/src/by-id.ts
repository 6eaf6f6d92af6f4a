import { graphql } from "./graphql.ts";

/** Any object by its id, and any resource by its ARN. */
export const byIdQuery = graphql`
  query byIdQuery($id: ID!, $ids: [ID!]!, $arn: Arn!) {
    node(id: $id) {
      __typename
      ... on Taggable {
        tags {
          key
          value
        }
      }
    }
    nodes(ids: $ids) {
      ...stageParticipants_participant @alias(as: "participant")
    }
    resource(arn: $arn) {
      ... on Composition @alias(as: "composition") {
        state
        layout {
          ... on GridConfiguration {
            gridGap
          }
        }
      }
    }
  }
`;
