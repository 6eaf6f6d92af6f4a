import { type Asked, type RunningSubgraph, serveSubgraph } from "./serve.ts";

/** People, and which stages they host: what a company knows beside its video. `Stage` is the gateway's; here is only what names one. */
export const usersSdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key"])

  "An ARN, as the subgraph of the stages checks it."
  scalar Arn

  type User @key(fields: "id") {
    id: ID!
    "Null for somebody whom nobody here knows: other subgraphs name whom they like."
    name: String
    "The stages that they host."
    hosts: [Stage!]!
  }

  type Stage @key(fields: "arn") {
    arn: Arn!
    "Who hosts it."
    hostedBy: [User!]!
  }

  type Query {
    user(id: ID!): User
    users: [User!]!
    "The authorization header that came with the request, as the router passed it on."
    authorization: String
  }

  type Mutation {
    host(stageArn: Arn!, userId: ID!): User
  }
`;

interface User {
  readonly id: string;
}

/** Whoever has an id that begins with a name has that name: \`ana-17\` is Ana. Ids of anything else are unknown. */
function nameOf(id: string): string | undefined {
  const [, first] = /^([a-z]+)(?:-\d+)?$/.exec(id) ?? [];
  return first && `${first.charAt(0).toUpperCase()}${first.slice(1)}`;
}

/** The same for a gateway whose stages are called otherwise. */
export const usersSdlFor = (prefix: string) => usersSdl.replaceAll(/\bStage\b/g, `${prefix}Stage`);

/** Serves the users on any free loopback port. What is said of hosts is forgotten at the end. */
export function serveUsers(prefix = ""): Promise<RunningSubgraph> {
  const Stage = `${prefix}Stage`;
  const hosted = new Map<string, Set<string>>();
  const find = (id: string): User | null => (nameOf(id) === undefined ? null : { id });
  return serveSubgraph(usersSdlFor(prefix), {
    User: {
      __resolveReference: ({ id }: User) => find(id),
      name: ({ id }: User) => nameOf(id),
      hosts: ({ id }: User) =>
        [...hosted].filter(([, hosts]) => hosts.has(id)).map(([arn]) => ({ __typename: Stage, arn })),
    },
    [Stage]: {
      __resolveReference: (stage: { arn: string }) => stage,
      hostedBy: ({ arn }: { arn: string }) => [...(hosted.get(arn) ?? [])].map((id) => ({ id })),
    },
    Query: {
      user: (_root: unknown, { id }: User) => find(id),
      users: () => [...new Set([...hosted.values()].flatMap((hosts) => [...hosts]))].map((id) => ({ id })),
      authorization: (_root: unknown, _args: unknown, { request }: Asked) =>
        request.headers.get("authorization"),
    },
    Mutation: {
      host(_root: unknown, { stageArn, userId }: { stageArn: string; userId: string }) {
        hosted.set(stageArn, new Set(hosted.get(stageArn)).add(userId));
        return find(userId);
      },
    },
  });
}
