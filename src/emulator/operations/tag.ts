import { constraintFailure } from "../aws-error.ts";
import { resourceArn } from "../arn.ts";
import type { MapRule, StringRule } from "../rule.ts";
import { given, lookup, type Operation } from "./operation.ts";

const maxTags = 50;

const tagKey = { type: "string", min: 1, max: 128 } as const satisfies StringRule;

/** Tags as every creating operation takes them. AWS keeps keys that begin with `aws:` to itself. */
export const tags = {
  type: "map",
  max: maxTags,
  key: { ...tagKey, pattern: /^(?!aws:)/i },
  value: { type: "string", min: 0, max: 256 },
} as const satisfies MapRule;

const resource = { ...resourceArn, required: true } as const;

export const listTagsForResource: Operation<"ListTagsForResource"> = {
  input: { resourceArn: resource },
  handle(input, world) {
    const { tags: current } = lookup(world, { get: world.state.taggable }, given(input.resourceArn));
    return { tags: current };
  },
};

export const tagResource: Operation<"TagResource"> = {
  input: { resourceArn: resource, tags: { ...tags, required: true } },
  handle(input, world) {
    const target = lookup(world, { get: world.state.taggable }, given(input.resourceArn));
    const merged = { ...target.tags, ...input.tags };
    const count = Object.keys(merged).length;
    if (count > maxTags)
      throw constraintFailure([
        `Value at 'tags' failed to satisfy constraint: ${target.arn} would have ${count} tags, at most ${maxTags} are allowed`,
      ]);
    target.tags = merged;
    return {};
  },
};

export const untagResource: Operation<"UntagResource"> = {
  input: {
    resourceArn: resource,
    tagKeys: { type: "list", min: 0, max: 50, member: tagKey, required: true },
  },
  handle(input, world) {
    const target = lookup(world, { get: world.state.taggable }, given(input.resourceArn));
    const unwanted = new Set(input.tagKeys);
    target.tags = Object.fromEntries(Object.entries(target.tags).filter(([key]) => !unwanted.has(key)));
    return {};
  },
};
