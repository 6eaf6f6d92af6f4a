import { createViewer, type Scope, scopes as allScopes, type Viewer } from "../../src/viewer.ts";

const secret = "the-secret-of-the-router-of-tests";

/** The settings of a gateway that believes `as`. */
export const routerEnv = { IVS_GRAPHQL_ROUTER_SECRET: secret };

/** The headers of a request of somebody who holds every scope and is bound to nothing, unless told otherwise. */
export function as(
  id: string,
  {
    scopes = allScopes,
    stages = ["*"],
    user,
  }: { scopes?: readonly Scope[]; stages?: readonly string[]; user?: string } = {},
): Record<string, string> {
  return {
    "x-ivs-router-secret": secret,
    "x-ivs-viewer-id": id,
    "x-ivs-viewer-scopes": scopes.join(" "),
    "x-ivs-viewer-stages": stages.join(","),
    ...(user === undefined ? {} : { "x-ivs-viewer-user": user }),
  };
}

/** A viewer who may do everything, under a name. */
export function createViewerNamed(id: string): Viewer {
  return createViewer({ id, scopes: new Set(allScopes) });
}
