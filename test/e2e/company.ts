import { closedPort, launch, type Service, served } from "../support/process.ts";
import { ampleQuotas } from "../support/quotas.ts";
import { sdlOf, supergraphOf } from "./compose.ts";
import { startApollo } from "./routers/apollo.ts";
import { type HiveOptions, startHive } from "./routers/hive.ts";
import type { RunningRouter } from "./routers/router.ts";
import { serveUsers } from "./subgraphs/users.ts";
import { tap, type Wiretap } from "./wiretap.ts";

export const routers = {
  "Hive Gateway": startHive,
  "Hive Gateway with its older planner": (supergraph: string, options: HiveOptions) =>
    startHive(supergraph, { ...options, planner: "stitching" }),
  "Hive Gateway over WebSocket": (supergraph: string, options: HiveOptions) =>
    startHive(supergraph, { ...options, follows: "websocket" }),
  "Apollo's gateway": startApollo,
};

/** An answer of a router. */
export interface Answer {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests read answers freely
  readonly data: any;
  readonly errors:
    | readonly { message: string; path?: (string | number)[]; extensions?: Record<string, unknown> }[]
    | undefined;
  readonly extensions: unknown;
}

/** A company graph of real processes: the gateway with its emulator, users, and a router over both. */
export interface Company {
  readonly gateway: Service;
  readonly router: RunningRouter;
  /** What passes between the router and the gateway. */
  readonly wire: Wiretap;
  /** What the router asks the gateway. */
  readonly asked: Wiretap["overheard"];
  /** Ends the router and starts it anew, at the same place. */
  restartRouter(): Promise<void>;
  query(document: string, variables?: object, headers?: Record<string, string>): Promise<Answer>;
  /** The emulator's control. */
  control(method: string, path: string, body?: object): Promise<unknown>;
  /** The calls that AWS has received since the last time. */
  calls(): Promise<Record<string, number>>;
  close(): Promise<void>;
}

export const subgraphSecret = "what the router and the gateway share";

/**
 * Starts everything on any free ports; the caller closes it. Composed by the composer of the router's maker, or the other's. `credentials` are what
 * the gateway is asked for its schema with.
 */
export async function startCompany(
  kind: keyof typeof routers,
  env: Record<string, string> = {},
  credentials: Record<string, string> = {},
): Promise<Company> {
  const program = launch({
    env: {
      PORT: "0",
      IVS_GRAPHQL_EMULATOR_SCENARIO: "quiet",
      IVS_GRAPHQL_QUOTAS: ampleQuotas,
      IVS_GRAPHQL_QUOTA_SHARE: "1",
      IVS_GRAPHQL_USER_ENTITY: "User.id",
      IVS_GRAPHQL_SUBGRAPH_SECRET: subgraphSecret,
      ...env,
    },
  });
  const gateway = await served(program);
  const users = await serveUsers(env["IVS_GRAPHQL_PREFIX"]);
  const wire = await tap(`${gateway.url}/graphql`);
  const parts = [
    {
      name: "ivs",
      url: wire.url,
      sdl: await sdlOf(`${gateway.url}/graphql`, {
        ...credentials,
        "x-ivs-subgraph-secret": subgraphSecret,
      }),
    },
    { name: "users", url: users.url, sdl: await sdlOf(users.url) },
  ];
  const supergraph = supergraphOf(parts, kind === "Apollo's gateway" ? "apollo" : "guild");
  const port = await closedPort();
  const startRouter = () => routers[kind](supergraph, { port, subgraphSecret });
  let router = await startRouter();

  async function control(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${gateway.emulatorUrl}/_emulator/${path}`, {
      method,
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path} was answered with ${response.status}.`);
    return response.status === 204 ? undefined : response.json();
  }
  await control("PATCH", "settings", { throttle: "off" });
  await control("DELETE", "calls");

  return {
    gateway,
    get router() {
      return router;
    },
    wire,
    asked: wire.overheard,
    async restartRouter() {
      await router.close();
      router = await startRouter();
    },
    control,
    async query(query, variables, headers) {
      const response = await fetch(router.url, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify({ query, variables }),
      });
      return { status: response.status, ...((await response.json()) as Omit<Answer, "status">) };
    },
    async calls() {
      const calls = (await control("GET", "calls")) as Record<string, number>;
      await control("DELETE", "calls");
      return calls;
    },
    async close() {
      await router.close();
      await wire.close();
      await users.close();
      await program.kill();
    },
  };
}
