import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

import { sdlOf, supergraphOf } from "./compose.ts";
import { startHive } from "./routers/hive.ts";
import { serveUsers } from "./subgraphs/users.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const subgraphSecret = "between the router and the gateway alone";

/** What is asked of both subgraphs at once. */
const rooms = `query Rooms {
  stages(first: 3, filter: { live: true }) {
    nodes {
      name
      hostedBy { name }
      participants(first: 5) {
        nodes {
          state
          user { name hosts { name } }
        }
      }
    }
  }
}`;

/** What happens on a stage of one subgraph, with what the other knows of who it happens to. */
const live = (arn: string) => `subscription Live {
  stageEvents(stageArn: "${arn}") {
    __typename
    cursor
    ... on ParticipantEventOccurred {
      event {
        name
        eventTime
        participant { user { name } }
      }
    }
  }
}`;

/** The company graph that runs for a visitor. */
export interface Example {
  readonly url: string;
  readonly gatewayUrl: string;
  readonly emulatorUrl: string;
  readonly usersUrl: string;
  /** Operations across both subgraphs. */
  readonly queries: readonly string[];
  close(): Promise<void>;
}

/** Starts the gateway with its emulator, the users, and Hive Gateway over both on this port; the rest takes any free one. */
export async function startExample({
  port,
  say,
}: {
  port: number;
  say: (text: string) => void;
}): Promise<Example> {
  say("Starting the gateway and its emulator …");
  const gateway = await startGateway();
  say("Starting the users …");
  const users = await serveUsers();
  say("Composing both, and starting Hive Gateway over them …");
  const endpoint = `${gateway.url}/graphql`;
  const stages = await liveStages(endpoint);
  const queries = [rooms, ...stages.slice(0, 1).map(({ arn }) => live(arn))];
  const supergraph = supergraphOf([
    { name: "ivs", url: endpoint, sdl: await sdlOf(endpoint, { "x-ivs-subgraph-secret": subgraphSecret }) },
    { name: "users", url: users.url, sdl: await sdlOf(users.url) },
  ]);
  const router = await startHive(supergraph, { port, subgraphSecret, openAt: queries });
  await appointHosts(router.url, stages);
  return {
    url: router.url,
    gatewayUrl: gateway.url,
    emulatorUrl: gateway.emulatorUrl,
    usersUrl: users.url,
    queries,
    async close() {
      await router.close();
      await users.close();
      await gateway.close();
    },
  };
}

async function startGateway() {
  const child = spawn(process.execPath, ["--import", "tsx", "src/main.ts"], {
    cwd: root,
    env: {
      PATH: process.env["PATH"],
      HOME: process.env["HOME"],
      PORT: "0",
      LOG_LEVEL: "warn",
      IVS_GRAPHQL_USER_ENTITY: "User.id",
      IVS_GRAPHQL_SUBGRAPH_SECRET: subgraphSecret,
    },
    stdio: ["ignore", "pipe", "inherit"],
    // Ctrl-C is told to each process of a terminal; this one is to go last.
    detached: true,
  });
  process.once("exit", () => child.kill("SIGKILL"));
  const ended = once(child, "close");
  child.stdout.setEncoding("utf8");
  const banner = await new Promise<string>((resolve) => {
    let text = "";
    child.stdout.on("data", (more: string) => {
      text += more;
      if (/^ {2}access/m.test(text)) resolve(text);
    });
    child.stdout.once("end", () => resolve(text));
  });
  const address = (label: string) => new RegExp(`^ {2}${label} .*?(http://[^\\s/]+)`, "m").exec(banner)?.[1];
  const [url, emulatorUrl] = [address("graph"), address("backend")];
  if (url === undefined || emulatorUrl === undefined)
    throw new Error(`The gateway does not start.\n${banner}`);
  return {
    url,
    emulatorUrl,
    async close() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** A stage that is live, and somebody who is there. */
interface LiveStage {
  readonly arn: string;
  readonly userId: string;
}

/** Lets each of these stages be hosted by who is there, so that there is something to see. */
async function appointHosts(url: string, stages: readonly LiveStage[]): Promise<void> {
  const fields = stages.map(
    ({ arn, userId }, index) => `a${index}: host(stageArn: "${arn}", userId: "${userId}") { id }`,
  );
  if (fields.length > 0) await ask(url, `mutation { ${fields.join(" ")} }`);
}

async function liveStages(url: string): Promise<readonly LiveStage[]> {
  const { data } = await ask(
    url,
    "{ stages(first: 3, filter: { live: true }) { nodes { arn participants(first: 5) { nodes { userId } } } } }",
  );
  return (data?.stages.nodes ?? []).flatMap(({ arn, participants }) => {
    const [host] = participants?.nodes.flatMap(({ userId }) => userId ?? []) ?? [];
    return host === undefined ? [] : { arn, userId: host };
  });
}

interface Stages {
  readonly nodes: readonly {
    readonly arn: string;
    readonly participants: { readonly nodes: readonly { readonly userId: string | null }[] } | null;
  }[];
}

async function ask(url: string, query: string) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
  return (await response.json()) as { data?: { stages: Stages } };
}
