import type {
  StageSession as SdkStageSession,
  StageSessionSummary as SdkStageSessionSummary,
} from "@aws-sdk/client-ivs-realtime";

import { createLoader, type Loader } from "../../upstream/loader.ts";
import { nullWhenNotFound, type Page, type PageRequest, type Reader } from "../../upstream/reader.ts";
import { requireScope } from "../../viewer.ts";

/** A link to a session of a stage: costs nothing until a field asks for more. */
export interface SessionKeys {
  readonly __typename: "StageSession";
  readonly level: "keys" | "detail";
  readonly stageArn: string;
  readonly sessionId: string;
}

/** A link to the session of this stage with this id. */
export function sessionKeys({ stageArn, sessionId }: { stageArn: string; sessionId: string }): SessionKeys {
  return { __typename: "StageSession", level: "keys", stageArn, sessionId };
}

/** What ListStageSessions and GetStageSession give: their members are the same. */
export interface Session extends SessionKeys {
  readonly level: "detail";
  readonly startTime: string | undefined;
  readonly endTime: string | undefined;
  readonly asOf: string;
  readonly stale: boolean;
}

export interface SessionLoader extends Loader<SessionKeys, Session, Session> {
  /** The session with these keys, checked to exist. */
  find(stageArn: string, sessionId: string): ReturnType<Loader<SessionKeys, Session, Session>["summary"]>;
  /** One page of ListStageSessions: one call. */
  page(stageArn: string, request: PageRequest): Promise<Page<Session>>;
}

/** The largest page of ListStageSessions. */
export const largestPage = 100;

/** Sessions of one request, read on behalf of one viewer. */
export function createSessionLoader(reader: Reader): SessionLoader {
  const { upstream, viewer, call } = reader;

  async function get({ stageArn, sessionId }: SessionKeys): Promise<Session | null> {
    requireScope(viewer, "ivs:read");
    const reading = await nullWhenNotFound(upstream.call("GetStageSession", { stageArn, sessionId }, call));
    const session = reading?.output.stageSession;
    return session ? toSession(session, { stageArn, sessionId }, reading) : null;
  }

  const loader = createLoader<SessionKeys, Session, Session>({
    keyOf: ({ stageArn, sessionId }) => `${stageArn}|${sessionId}`,
    get,
  });

  return {
    ...loader,
    find: (stageArn, sessionId) => loader.summary(sessionKeys({ stageArn, sessionId })),
    async page(stageArn, request) {
      requireScope(viewer, "ivs:read");
      const reading = await upstream.call("ListStageSessions", { stageArn, ...request }, call);
      const { output, asOf, stale } = reading;
      const items = (output.stageSessions ?? []).flatMap((session) =>
        session.sessionId ? toSession(session, { stageArn, sessionId: session.sessionId }, reading) : [],
      );
      for (const session of items) loader.prime(session);
      return { items, nextToken: output.nextToken || undefined, asOf, stale };
    },
  };
}

function toSession(
  { startTime, endTime }: SdkStageSession | SdkStageSessionSummary,
  keys: { stageArn: string; sessionId: string },
  { asOf, stale }: { asOf: string; stale: boolean },
): Session {
  return {
    ...sessionKeys(keys),
    level: "detail",
    startTime: startTime?.toISOString(),
    endTime: endTime?.toISOString(),
    asOf,
    stale,
  };
}
