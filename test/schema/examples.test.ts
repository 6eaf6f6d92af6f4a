import { readdirSync, readFileSync } from "node:fs";

import { parse } from "graphql";
import { describe, expect, it } from "vitest";

import { readExamples } from "../../src/server/examples.ts";
import { startGateway } from "../support/gateway.ts";
import { overSse } from "../support/listeners.ts";
import { tokenKeyEnv } from "../support/token-key.ts";

const folder = new URL("../../schema/examples/", import.meta.url);
const examples = readdirSync(folder).map(
  (file) => [file, readFileSync(new URL(file, folder), "utf8")] as const,
);

/** What each example costs, which its comment may claim. */
const costs: Record<string, object> = {
  "1-stages.graphql": { ListStages: 1, GetStage: 3 },
  "2-stage.graphql": { GetStage: 1 },
  "3-create-stage.graphql": { CreateStage: 1 },
  "4-create-participant-token.graphql": { CreateParticipantToken: 1 },
  "5-rename-and-tag.graphql": { UpdateStage: 1, TagResource: 1, GetStage: 1 },
  "6-by-id.graphql": { GetStage: 1, ListTagsForResource: 1 },
  "7-who-is-in-a-stage.graphql": { GetStage: 1, ListParticipants: 2 },
  "8-participant-events.graphql": {
    GetStage: 1,
    ListParticipants: 1,
    ListParticipantEvents: 2,
    ListParticipantReplicas: 2,
  },
  "9-compositions.graphql": { ListCompositions: 1, GetComposition: 1 },
  "10-start-composition.graphql": { StartComposition: 1 },
  "11-create-ingest-configuration.graphql": { CreateIngestConfiguration: 1, GetStage: 1 },
  "12-disconnect-participant.graphql": { DisconnectParticipant: 1, GetStage: 1, GetParticipant: 1 },
};

const isLive = (text: string) => /^subscription /m.test(text);

/** Every object in an answer that says its type. */
function* typenamesOf(value: unknown): Generator<string> {
  if (typeof value !== "object" || value === null) return;
  if ("__typename" in value) yield String(value["__typename"]);
  for (const member of Object.values(value)) yield* typenamesOf(member);
}

describe("the published examples", () => {
  it.each(examples.filter(([, text]) => !isLive(text)))(
    "%s runs against the scenario that npm start plays, for the calls it names",
    async (file, query) => {
      const gateway = await startGateway({ env: { ...tokenKeyEnv, IVS_GRAPHQL_EMULATOR_SCENARIO: "show" } });
      const { status, data, errors } = await gateway.query(query);
      expect(errors).toBeUndefined();
      expect(status).toBe(200);
      for (const [root, value] of Object.entries(data)) expect([root, value]).not.toEqual([root, null]);
      expect([...typenamesOf(data)].filter((name) => name.endsWith("Error"))).toEqual([]);
      expect(gateway.emulator.calls).toEqual(costs[file]);
    },
  );

  it.each(examples.filter(([, text]) => isLive(text)))(
    "%s gives what happens in the scenario that npm start plays",
    async (_file, text) => {
      const gateway = await startGateway({
        env: { IVS_GRAPHQL_EMULATOR_SCENARIO: "show" },
        time: "still",
      });
      const listener = await overSse(gateway, text);
      await gateway.clock.advance(10_000);
      const { answers } = listener;
      expect(answers.length).toBeGreaterThan(2);
      expect(answers.filter(({ errors }) => errors)).toEqual([]);
      expect([...typenamesOf(answers)]).toContain("ParticipantEventOccurred");
    },
  );

  it.each(examples)(
    "%s is one named operation under a comment that fits GraphiQL's editor",
    (_file, query) => {
      const { definitions } = parse(query);
      expect(definitions).toEqual([
        expect.objectContaining({
          kind: "OperationDefinition",
          name: expect.objectContaining({ kind: "Name" }),
        }),
      ]);
      const comment = query.split("\n").filter((line) => line.startsWith("#"));
      expect(comment.length).toBeGreaterThan(3);
      expect(comment.filter((line) => line.length > 55)).toEqual([]);
    },
  );

  it("open in GraphiQL in the order of their numbers", () => {
    const numbers = readExamples().map(({ name }) => Number.parseInt(name, 10));
    expect(numbers).toEqual(examples.map((_, index) => index + 1));
  });
});
