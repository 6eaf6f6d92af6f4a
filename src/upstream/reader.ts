import { CodedError } from "../errors.ts";
import type { Viewer } from "../viewer.ts";
import type { CallOptions } from "./call-options.ts";
import type { Upstream } from "./index.ts";

/** What a loader reads with: on whose behalf, and until when. */
export interface Reader {
  readonly upstream: Pick<Upstream, "call" | "listSizes">;
  readonly viewer: Viewer;
  readonly call: CallOptions;
  /** How many pages of a List of any length may be read beyond the first of each reading, per operation. */
  readonly furtherPages: number;
}

/** Null where AWS says that there is no such thing; every other failure stays one. */
export async function nullWhenNotFound<Value>(answer: Promise<Value>): Promise<Value | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof CodedError && error.code === "NOT_FOUND") return null;
    throw error;
  }
}

/** A page of a List to ask for. */
export interface PageRequest {
  maxResults: number;
  nextToken: string | undefined;
}

/** One page as AWS gave it, and when it was asked. */
export interface Page<Item> {
  items: readonly Item[];
  nextToken: string | undefined;
  asOf: string;
  stale: boolean;
  /** Whether it may hold fewer items than there are on it: the next ones are on the pages that follow. */
  sifted?: true | undefined;
}

/** For a write that AWS answered without saying what it made: `list` is the field that shows what there is. */
export function withoutArn(list: string): CodedError {
  return new CodedError("WRITE_OUTCOME_UNKNOWN", "AWS answered without saying what it made.", {
    details: { checkWith: `Ask \`${list}\` what there is now.` },
  });
}
