import { UpstreamError } from "../../errors.ts";
import type { Walk } from "../../feed/walk.ts";

/** Whether AWS does not know any more what is asked for, rather than where the reading was. */
export function isGone(error: unknown, { nextToken }: Walk): boolean {
  if (!(error instanceof UpstreamError)) return false;
  return error.code === "NOT_FOUND" || (error.code === "BAD_USER_INPUT" && nextToken === undefined);
}
