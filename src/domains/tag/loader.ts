import DataLoader from "dataloader";

import { UpstreamError } from "../../errors.ts";
import type { CallOptions, Upstream } from "../../upstream/index.ts";
import { requireScope, type Viewer } from "../../viewer.ts";

export interface TagLoader {
  /** The tags of the resource with this ARN; null when there is no such resource. One ListTagsForResource each. */
  find(resourceArn: string): Promise<Readonly<Record<string, string>> | null>;
}

/** Tags of one request; equal ARNs are one call. */
export function createTagLoader(reader: {
  upstream: Upstream;
  viewer: Viewer;
  call: CallOptions;
}): TagLoader {
  const { upstream, viewer, call } = reader;

  async function list(resourceArn: string): Promise<Readonly<Record<string, string>> | null> {
    const { output } = await upstream.call("ListTagsForResource", { resourceArn }, call);
    return output.tags ?? {};
  }

  const loader = new DataLoader<string, Readonly<Record<string, string>> | null>((arns) =>
    Promise.all(
      arns.map((arn) =>
        list(arn).catch((error: unknown) => {
          if (error instanceof UpstreamError && error.code === "NOT_FOUND") return null;
          return error instanceof Error ? error : new Error("Reading tags failed.", { cause: error });
        }),
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
