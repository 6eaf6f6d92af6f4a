import { graphql } from "./graphql.ts";

/** The stage goes out of the store, and out of every list. */
export const deleteStageMutation = graphql`
  mutation deleteStageMutation($input: DeleteStageInput!) {
    deleteStage(input: $input) {
      __typename
      ... on DeleteStagePayload {
        deletedId @deleteRecord
      }
      ... on IvsError {
        code
        message
      }
    }
  }
`;
