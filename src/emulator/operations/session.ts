import type { StageSession } from "@aws-sdk/client-ivs-realtime";

import { stageArn } from "../arn.ts";
import { maxResults, nextToken } from "../page.ts";
import type { StringRule } from "../rule.ts";
import { findSession } from "../session.ts";
import type { Session } from "../state.ts";
import { listPage } from "./listing.ts";
import { given, type Operation } from "./operation.ts";
import { found, listed, readableStage } from "./readable.ts";

export const stage = { ...stageArn, required: true } as const;

export const sessionId = {
  type: "string",
  min: 16,
  max: 16,
  pattern: /^st-[a-zA-Z0-9]+$/,
  required: true,
} as const satisfies StringRule & { required: true };

export const listStageSessions: Operation<"ListStageSessions"> = {
  input: { stageArn: stage, nextToken, maxResults },
  handle(input, world) {
    const arn = given(input.stageArn);
    const sessions = listed(world, readableStage(world, arn)?.sessions, { member: "stageArn", value: arn });
    const { items, next } = listPage(world, sessions, {
      binding: JSON.stringify(["ListStageSessions", arn]),
      size: input.maxResults ?? 50,
      nextToken: input.nextToken,
    });
    return { stageSessions: items.map(view), ...next };
  },
};

export const getStageSession: Operation<"GetStageSession"> = {
  input: { stageArn: stage, sessionId },
  handle(input, world) {
    const arn = given(input.stageArn);
    const id = given(input.sessionId);
    return { stageSession: view(found(findSession(found(readableStage(world, arn), arn), id), id)) };
  },
};

/** Lists show as much as Get does. */
function view({ sessionId: id, startTime, endTime }: Session): StageSession {
  return { sessionId: id, startTime, ...(endTime && { endTime }) };
}
