import { builder } from "../../graph/builder.ts";
import type { Kind } from "../../graph/kind.ts";
import { type SessionKeys, sessionKeys } from "./loader.ts";

export { checkSessionId } from "./session-id.ts";

export const SessionRef = builder.objectRef<SessionKeys>("StageSession");

/** What reading sessions costs. */
export const sessionKind: Kind = { type: "StageSession", get: "GetStageSession" };

/** The session that a stage's ARN and a session id of AWS name: free until a field asks for more than its keys. */
export const linkToSession = sessionKeys;
