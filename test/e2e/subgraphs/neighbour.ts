/** A neighbour that has words of its own for what the gateway has words for too: tags, errors, events. */
export const neighbourSdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key", "@shareable"])

  type Tag { name: String! weight: Float! }
  enum ErrorCode { NOT_THERE TOO_LATE }
  interface Error { code: ErrorCode! }
  type NotFoundError implements Error { code: ErrorCode! where: String }
  type ValidationError implements Error { code: ErrorCode! field: String }
  type Event @key(fields: "id") { id: ID! name: String! tags: [Tag!]! }
  union EventResult = Event | NotFoundError | ValidationError
  type PageInfo @shareable {
    hasNextPage: Boolean!
    hasPreviousPage: Boolean!
    startCursor: String
    endCursor: String
  }
  type EventEdge { node: Event! cursor: String! }
  type EventConnection { edges: [EventEdge!]! pageInfo: PageInfo! }
  type Query { events(first: Int): EventConnection! event(id: ID!): EventResult tag(name: String!): Tag }
`;

/** A theatre, whose stages are no stages of the gateway's. */
export const theatreSdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key"])

  enum StageFilter { INDOORS OUTDOORS }
  type Stage @key(fields: "number") { number: Int! name: String seats: Int! }
  type Composition @key(fields: "opus") { opus: Int! state: String! }
  input CreateStageInput { number: Int! }
  type Query { stage(number: Int!): Stage stages(of: StageFilter): [Stage!]! }
  type Mutation { createStage(input: CreateStageInput!): Stage }
`;
