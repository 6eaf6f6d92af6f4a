import DataLoader from "dataloader";

import { nullWhenNotFound, type Reader } from "../../upstream/reader.ts";
import { requireScope } from "../../viewer.ts";

export interface TagLoader {
  /** The tags of the resource with this ARN; null when there is no such resource. One ListTagsForResource each. */
  find(resourceArn: string): Promise<Readonly<Record<string, string>> | null>;
}

/** Tags of one request; equal ARNs are one call. */
export function createTagLoader(reader: Reader): TagLoader {
  const { upstream, viewer, call } = reader;

  async function list(resourceArn: string): Promise<Readonly<Record<string, string>> | null> {
    const reading = await nullWhenNotFound(upstream.call("ListTagsForResource", { resourceArn }, call));
    return reading && (reading.output.tags ?? {});
  }

  const loader = new DataLoader<string, Readonly<Record<string, string>> | null>((arns) =>
    Promise.all(
      arns.map((arn) =>
        list(arn).catch((error: unknown) =>
          error instanceof Error ? error : new Error("Reading tags failed.", { cause: error }),
        ),
      ),
    ),
  );

  return {
    find(resourceArn) {
      requireScope(viewer, "ivs:read");
      return loader.load(resourceArn);
    },
  };
}
