import type { CallOptions } from "../upstream/call-options.ts";
import { sizedList } from "../upstream/fold.ts";
import type { Upstream } from "../upstream/index.ts";
import { createLoader, type Leveled } from "../upstream/loader.ts";
import { nullWhenNotFound } from "../upstream/reader.ts";
import { type Bound, carriesOneOf, type TagSelector } from "./binding.ts";

type Tags = Readonly<Record<string, string>>;

/** What a bound viewer sees, for the length of one request. Asking of several at once is one batch. */
export interface Sight {
  readonly tags: readonly TagSelector[];
  /** Whether the ARN alone leaves it open: false means that no call could change the answer. */
  mayHold(arn: string | undefined): boolean;
  /** Whether this resource is one of those that the viewer is bound to, going by its own tags. */
  holds(arn: string | undefined, tags: Tags | undefined): boolean;
  /** Told the tags of stages that were read anyway, so that they need not be asked for. */
  saw(stages: readonly { readonly arn?: string | undefined; readonly tags?: Tags | undefined }[]): void;
  /** Whether a stage is. Asks for its tags where they decide and nobody has seen them. */
  stage(arn: string | undefined): Promise<boolean>;
  /**
   * Whether the stage is, of which something else is that has the ARN `of`. For what is of no stage, or is not there, a stage is asked after that
   * is not there either: so it costs, and takes, the same.
   */
  stageOf(of: string | undefined, stageArn: string | undefined): Promise<boolean>;
  /** Whether any resource is: what belongs to a stage goes by it, and while it belongs to none it is nobody's. */
  resource(arn: string | undefined): Promise<boolean>;
}

interface Stage extends Leveled {
  readonly arn: string;
}
interface TaggedStage extends Stage {
  readonly tags: Tags;
}

/** `upstream` shows everything; what is asked of it is asked on behalf of `call`. */
export function createSight(options: {
  upstream: Pick<Upstream, "call" | "listSizes">;
  bound: Bound;
  call: CallOptions;
}): Sight {
  const { upstream, bound, call } = options;
  const listed = new Set(bound.arns);
  const mayHold: Sight["mayHold"] = (arn) =>
    arn !== undefined && arn !== "" && (listed.has(arn) || bound.tags.length > 0);
  const holds: Sight["holds"] = (arn, tags) =>
    arn !== undefined && (listed.has(arn) || carriesOneOf(bound.tags, tags));

  const stages = createLoader<Stage, TaggedStage, TaggedStage>({
    keyOf: ({ arn }) => arn,
    async get({ arn }) {
      const { output } = (await nullWhenNotFound(upstream.call("GetStage", { arn }, call))) ?? {};
      return output?.stage ? { level: "detail", arn, tags: output.stage.tags ?? {} } : null;
    },
    fold: sizedList("ListStages", upstream.listSizes, async (nextToken) => {
      const { output } = await upstream.call("ListStages", { maxResults: 100, nextToken }, call);
      const items = (output.stages ?? []).flatMap(({ arn, tags = {} }): TaggedStage[] =>
        arn === undefined ? [] : [{ level: "summary", arn, tags }],
      );
      return { items, nextToken: output.nextToken || undefined };
    }),
  });

  async function stage(arn: string | undefined): Promise<boolean> {
    if (arn === undefined || !mayHold(arn)) return false;
    if (listed.has(arn)) return true;
    const found = await stages.summary({ level: "keys", arn });
    return found !== null && carriesOneOf(bound.tags, found.tags);
  }

  const stageOf: Sight["stageOf"] = (of = "", arn) =>
    stage(arn || of.replace(/:[a-z-]+\/([^/]*)$/, ":stage/$1"));

  /** What the resources of each type go by, other than stages. */
  const others: Readonly<Record<string, (arn: string) => Promise<boolean>>> = {
    async composition(arn) {
      const found = await nullWhenNotFound(upstream.call("GetComposition", { arn }, call));
      return stageOf(arn, found?.output.composition?.stageArn);
    },
    async "ingest-configuration"(arn) {
      const found = await nullWhenNotFound(upstream.call("GetIngestConfiguration", { arn }, call));
      return stageOf(arn, found?.output.ingestConfiguration?.stageArn);
    },
    async "encoder-configuration"(arn) {
      const found = await nullWhenNotFound(upstream.call("GetEncoderConfiguration", { arn }, call));
      return found !== null && holds(arn, found.output.encoderConfiguration?.tags);
    },
    async "storage-configuration"(arn) {
      const found = await nullWhenNotFound(upstream.call("GetStorageConfiguration", { arn }, call));
      return found !== null && holds(arn, found.output.storageConfiguration?.tags);
    },
    async "public-key"(arn) {
      const found = await nullWhenNotFound(upstream.call("GetPublicKey", { arn }, call));
      return found !== null && holds(arn, found.output.publicKey?.tags);
    },
  };
  const ofStages = new Set(["composition", "ingest-configuration"]);

  return {
    tags: bound.tags,
    mayHold,
    holds,
    saw(seen) {
      for (const { arn, tags = {} } of seen)
        if (arn !== undefined) stages.prime({ level: "detail", arn, tags });
    },
    stage,
    stageOf,
    async resource(arn = "") {
      const [, type = ""] = /:([a-z-]+)\/[^/]*$/.exec(arn) ?? [];
      if (type === "stage") return stage(arn);
      const look = Object.hasOwn(others, type) ? others[type] : undefined;
      if (!look) return listed.has(arn);
      if (ofStages.has(type)) return look(arn);
      if (!mayHold(arn)) return false;
      return listed.has(arn) || look(arn);
    },
  };
}
