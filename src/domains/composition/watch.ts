import { listWatch } from "../../feed/list-watch.ts";
import type { Watch } from "../../feed/subject.ts";
import { type CompositionSummary, largestPage, toSummary } from "./loader.ts";

/** How a composition stands, or that AWS has forgotten it, five minutes after its end. */
export type CompositionItem =
  | {
      readonly kind: "compositionChanged";
      readonly composition: CompositionSummary;
      /** The members that differ from before; undefined when it was not there before, or when nobody looked. */
      readonly changed?: readonly string[] | undefined;
      /** Of what it is: a later item about the same makes it worthless. */
      readonly about: string;
      readonly ends?: undefined;
    }
  | {
      readonly kind: "compositionVanished";
      readonly composition: CompositionSummary;
      readonly about: string;
      readonly ends?: undefined;
    };

/** The compositions of the account, those that have ended and are not forgotten yet among them. At most twenty run at a time: one page. */
export function compositions(means: {
  everyMs: number;
  now: () => number;
  forget: (arn: string) => void;
}): Watch<CompositionItem> {
  return listWatch<"ListCompositions", CompositionSummary, CompositionItem>({
    topic: "compositions",
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
    differences: (before, row) =>
      (["state", "destinations", "startTime", "endTime", "tags"] as const).filter(
        (member) => JSON.stringify(before[member]) !== JSON.stringify(row[member]),
      ),
    changed: (composition, changed) => ({
      kind: "compositionChanged",
      composition,
      changed,
      about: composition.arn,
    }),
    gone: (composition) => ({ kind: "compositionVanished", composition, about: composition.arn }),
  });
}
