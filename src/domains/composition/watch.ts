import { listWatch, type Part } from "../../feed/list-watch.ts";
import type { Watch } from "../../feed/subject.ts";
import { type CompositionSummary, largestPage, toSummary } from "./loader.ts";

/** All compositions, or how one stands, or that AWS has forgotten it, five minutes after its end. */
export type CompositionItem =
  | ({
      readonly kind: "compositions";
      readonly resets: true | undefined;
    } & Part<CompositionSummary> &
      Unending)
  | ({
      readonly kind: "compositionChanged";
      readonly composition: CompositionSummary;
      /** Undefined when it was not there before. */
      readonly before: CompositionSummary | undefined;
      /** Of what it is: a later item about the same makes it worthless. */
      readonly about: string;
    } & Unending)
  | ({
      readonly kind: "compositionVanished";
      readonly composition: CompositionSummary;
      readonly before: CompositionSummary | undefined;
      readonly about: string;
    } & Unending);

interface Unending {
  readonly ends?: undefined;
}

/** All compositions are told in parts of so many: no more are under way at a time, and their details are few enough to ask for. */
export const compositionsPerPart = 20;

/** The members that differ. */
export function compositionDifferences(
  before: CompositionSummary,
  composition: CompositionSummary,
): string[] {
  return (["state", "destinations", "startTime", "endTime", "tags"] as const).filter(
    (member) => JSON.stringify(before[member]) !== JSON.stringify(composition[member]),
  );
}

/** What the compositions of the account are followed by. */
export const compositionsTopic = "compositions";

/** The compositions of the account, those that have ended and are not forgotten yet among them. At most twenty run at a time: one page. */
export function compositions(means: {
  everyMs: number;
  now: () => number;
  forget: (arn: string) => void;
}): Watch<CompositionItem> {
  return listWatch<"ListCompositions", CompositionSummary, CompositionItem>({
    topic: compositionsTopic,
    operation: "ListCompositions",
    everyMs: means.everyMs,
    now: means.now,
    forget: means.forget,
    input: (nextToken) => ({ maxResults: largestPage, nextToken }),
    page: (output, asOf) => ({
      rows: (output.compositions ?? []).flatMap((each) => toSummary(each, asOf, false) ?? []),
      nextToken: output.nextToken,
    }),
    keyOf: ({ arn }) => arn,
    differences: compositionDifferences,
    partSize: compositionsPerPart,
    snapshot: (part) => ({ kind: "compositions", ...part, resets: part.part === 1 || undefined }),
    changed: (composition, before) => ({
      kind: "compositionChanged",
      composition,
      before,
      about: composition.arn,
    }),
    gone: (composition) => ({
      kind: "compositionVanished",
      composition,
      before: composition,
      about: composition.arn,
    }),
  });
}
