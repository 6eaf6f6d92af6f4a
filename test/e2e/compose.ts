import { composeServices as composeWithApollo } from "@apollo/composition";
import { composeServices as composeWithGuild } from "@theguild/federation-composition";
import { parse } from "graphql";

/** A subgraph as a composer is given it. */
export interface Part {
  readonly name: string;
  readonly sdl: string;
  /** Where routers find it; of no interest to who only composes. */
  readonly url?: string;
}

/** A supergraph, or why there is none. */
export interface Composed {
  readonly supergraph: string | undefined;
  readonly errors: readonly string[];
}

const toServices = (parts: readonly Part[]) =>
  parts.map(({ name, sdl, url = `http://${name}.example` }) => ({ name, typeDefs: parse(sdl), url }));

/** The composers, by who makes them. */
export const composers: Readonly<Record<"guild" | "apollo", (parts: readonly Part[]) => Composed>> = {
  guild(parts) {
    const { supergraphSdl, errors = [] } = composeWithGuild(toServices(parts));
    return { supergraph: supergraphSdl, errors: errors.map(({ message }) => message) };
  },
  apollo(parts) {
    const { supergraphSdl, errors = [] } = composeWithApollo(toServices(parts));
    return { supergraph: supergraphSdl, errors: errors.map(({ message }) => message) };
  },
};

/** The supergraph. Throws with everything that is wrong when there is none. */
export function supergraphOf(parts: readonly Part[], composer: keyof typeof composers = "guild"): string {
  const { supergraph, errors } = composers[composer](parts);
  if (supergraph === undefined) throw new Error(errors.join("\n"));
  return supergraph;
}

/** The SDL of a subgraph that runs, asked as a router asks it. */
export async function sdlOf(url: string, headers: Record<string, string> = {}): Promise<string> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ query: "{ _service { sdl } }" }),
  });
  const { data, errors } = (await response.json()) as {
    data?: { _service: { sdl: string } };
    errors?: unknown;
  };
  if (!data) throw new Error(`${url} does not tell its SDL: ${JSON.stringify(errors)}`);
  return data._service.sdl;
}
