import { graphql } from "./graphql.ts";

/** A page of stages, and the next one: `usePaginationFragment`. */
export const stageListFragment = graphql`
  fragment stageList_query on Query
  @refetchable(queryName: "stageListPageQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, after: { type: "String" }) {
    stages(first: $count, after: $after, filter: { live: true })
      @connection(key: "stageList_stages", filters: ["filter"]) {
      edges {
        node {
          id
          ...stageParticipants_stage
        }
      }
    }
  }
`;

export const stageListQuery = graphql`
  query stageListQuery {
    ...stageList_query
  }
`;
