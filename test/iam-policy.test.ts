import * as sdk from "@aws-sdk/client-ivs-realtime";
import { describe, expect, it } from "vitest";

import { iamPolicy } from "../src/iam-policy.ts";

/** The operations as the SDK has them. */
const names = Object.keys(sdk)
  .filter((name) => name.endsWith("Command") && name !== "$Command")
  .map((name) => name.replace(/Command$/, ""));
const isRead = (name: string) => /^(?:Get|List)/.test(name);
const actionsOf = (policy: ReturnType<typeof iamPolicy>) =>
  policy.Statement.flatMap(({ Action }) => Action).toSorted();

describe("the policy for the gateway's role", () => {
  it("allows each of the 39 operations of the API once, and nothing else", () => {
    expect(names).toHaveLength(39);
    expect(actionsOf(iamPolicy())).toEqual(names.map((name) => `ivs:${name}`).toSorted());
  });

  it("allows the 19 reads and nothing else to a gateway that only reads", () => {
    const reads = names.filter(isRead).map((name) => `ivs:${name}`);
    expect(reads).toHaveLength(19);
    expect(actionsOf(iamPolicy({ readOnly: true }))).toEqual(reads.toSorted());
  });

  it("is one that IAM takes: a version, statements with ids of letters and digits, no action that is a pattern", () => {
    const { Version, Statement } = iamPolicy();
    expect(Version).toBe("2012-10-17");
    for (const { Sid, Effect, Action, Resource } of Statement) {
      expect([Sid, Effect, Resource]).toEqual([expect.stringMatching(/^[A-Za-z0-9]+$/), "Allow", "*"]);
      for (const action of Action) expect(action).toMatch(/^ivs:[A-Za-z]+$/);
    }
  });
});
