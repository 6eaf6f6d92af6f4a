import { graphql } from "./graphql.ts";

/** A result union: the new stage joins the list, and what went wrong is read through the interface. */
export const createStageMutation = graphql`
  mutation createStageMutation($input: CreateStageInput!, $connections: [ID!]!) {
    createStage(input: $input) {
      __typename
      ... on CreateStagePayload {
        stage @appendNode(connections: $connections, edgeTypeName: "StageEdge") {
          id
          name
        }
      }
      ... on IvsValidationError {
        faults {
          path
          message
        }
      }
      ... on IvsError {
        code
        message
        retryable
      }
    }
  }
`;
