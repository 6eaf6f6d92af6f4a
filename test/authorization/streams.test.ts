import { describe, expect, it } from "vitest";

import { schema } from "../../src/graph/index.ts";
import { ruleOf } from "../../src/graph/rule.ts";
import { transports } from "../support/listeners.ts";
import { startWorld, viewers, type World } from "./world.ts";

const fields = schema.getSubscriptionType()?.getFields() ?? {};

/** What to give each subscription that needs something. */
const argumentsOf: Readonly<Record<string, (world: World) => Readonly<Record<string, string>>>> = {
  stageEvents: ({ stage }) => ({ stageArn: stage }),
  stagePresence: ({ stage }) => ({ stageArn: stage }),
  participantEvents: ({ stage, host }) => ({ stageArn: stage, participantId: host.participantId }),
  liveStages: () => ({}),
  compositionEvents: () => ({}),
};

/** What a viewer is told of a subscription to what belongs to somebody, and of one to whatever the viewer may see. */
const expected: Readonly<Record<string, { ofAStage: string | undefined; ofAll: string | undefined }>> = {
  nobody: { ofAStage: "UNAUTHENTICATED", ofAll: "UNAUTHENTICATED" },
  "a reader": { ofAStage: "FORBIDDEN", ofAll: "FORBIDDEN" },
  "who may do everything": { ofAStage: undefined, ofAll: undefined },
  "who is bound to another stage": { ofAStage: "NOT_FOUND", ofAll: undefined },
  "who has expired": { ofAStage: "TOKEN_EXPIRED", ofAll: "TOKEN_EXPIRED" },
};

describe("every subscription", () => {
  it("needs ivs:events, and can be asked for here", () => {
    expect(Object.keys(fields).length).toBeGreaterThan(2);
    for (const [name, field] of Object.entries(fields)) {
      expect([name, ruleOf(field)?.scope]).toEqual([name, "ivs:events"]);
      expect(argumentsOf).toHaveProperty(name);
    }
  });

  it.each(transports)("gives each viewer over %s the verdict that its rule declares", async (_, listen) => {
    const world = await startWorld();
    const { gateway } = world;
    for (const [name, field] of Object.entries(fields)) {
      const given = argumentsOf[name]?.(world) ?? {};
      const ofAStage = "stageArn" in given;
      const declared = Object.keys(given).map(
        (arg) => `$${arg}: ${String(field.args.find((each) => each.name === arg)?.type)}`,
      );
      const head = declared.length > 0 ? `(${declared.join(", ")})` : "";
      const spelled = ofAStage
        ? `(${Object.keys(given)
            .map((arg) => `${arg}: $${arg}`)
            .join(", ")})`
        : "";
      const document = `subscription${head} { ${name}${spelled} { __typename } }`;
      for (const [viewer, credentials] of Object.entries(viewers)) {
        gateway.emulator.resetCalls();
        const listener = await listen(gateway, document, given, credentials(world));
        await gateway.until(() => listener.answers.length > 0 || listener.end !== undefined);
        const wanted = expected[viewer]?.[ofAStage ? "ofAStage" : "ofAll"];
        expect([name, viewer, listener.refusal]).toEqual([name, viewer, wanted]);
        const first = wanted === undefined ? { __typename: "IvsFeedStatus" } : undefined;
        expect(listener.items[0]).toEqual(first);
        // What is refused for who asks costs nothing; that nothing is there has to be found out.
        const isFree = wanted !== undefined && wanted !== "NOT_FOUND";
        expect(isFree ? gateway.emulator.calls : {}).toEqual({});
        listener.leave();
        await gateway.until(() => gateway.app.listeners().subscriptions === 0);
      }
    }
  });
});
