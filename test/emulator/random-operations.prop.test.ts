import * as fc from "fast-check";
import { expect, test } from "vitest";

import { createManualClock } from "../../src/clock.ts";
import { createEmulator, type Emulator } from "../../src/emulator/server.ts";
import { expectAgreement, modelSettings, nowhere, steps, type Model, type Tags } from "./model.ts";
import { startAt } from "./start.ts";

const proveRuns = Number(process.env["PROVE_RUNS"] ?? 0);

const text = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.string({ unit: "binary", maxLength: 8 }),
  fc.constantFrom("", "\u0000", "\ud800", "\udc00x", "__proto__", "constructor", "aws:", "Aws:x"),
  fc.integer({ min: 126, max: 130 }).map((length) => "n".repeat(length)),
  fc.integer({ min: 255, max: 257 }).map((length) => "\u{1F600}".repeat(length)),
);
const name = fc.oneof(fc.stringMatching(/^[a-zA-Z0-9-_]{0,20}$/), text);
const tags: fc.Arbitrary<Tags> = fc.oneof(
  { weight: 8, arbitrary: fc.array(fc.tuple(text, text), { maxLength: 3 }) },
  {
    weight: 2,
    arbitrary: fc
      .integer({ min: 45, max: 52 })
      .map((count) => Array.from({ length: count }, (_, index): [string, string] => [`k${index}`, "v"])),
  },
);
const which = fc.nat({ max: nowhere });
/** Where most people meet. */
const first = fc.constant(0);
const who = fc.constantFrom("ana", "b_n", "c-1", "D");
const deed = fc.constantFrom("publish", "publish", "unpublish", "leave");
const validStage = fc.record({
  name: fc.constantFrom("", "a", "b"),
  tags: fc.constant<Tags>([]),
  tokens: fc.constant(0),
});
const path = fc.oneof(
  fc.constantFrom("/GetStage", "/UpdateStage", "/ListStages", "/CreateParticipantToken", "/tags/x"),
  text.map((any) => `/${any.replaceAll(/[^!-~]/g, "%")}`),
);
const body = fc.oneof(
  fc.json(),
  text,
  fc.jsonValue().map((value) => JSON.stringify({ arn: value, name: value, maxResults: value })),
);

type Step = fc.AsyncCommand<Model, Emulator>;
type Play<Input> = (model: Model, emulator: Emulator, input: Input) => Promise<void>;

function step<Input>(title: string, play: Play<Input>, inputs: fc.Arbitrary<Input>): fc.Arbitrary<Step> {
  return inputs.map((input) => ({
    check: () => true,
    toString: () => `${title}(${JSON.stringify(input)})`,
    async run(model, emulator) {
      await play(model, emulator, input);
      expectAgreement(model, emulator);
    },
  }));
}

const anything: fc.Arbitrary<Step>[] = [
  step("create", steps.createStage, validStage),
  step("createAny", steps.createStage, fc.record({ name, tags, tokens: fc.nat({ max: 13 }) })),
  step("update", steps.updateStage, fc.record({ which, name })),
  step("get", steps.getStage, fc.record({ which })),
  step("delete", steps.deleteStage, fc.record({ which })),
  step(
    "token",
    steps.createParticipantToken,
    fc.record({ which, userId: text, attributes: tags, duration: fc.integer({ min: -1, max: 20162 }) }),
  ),
  step("tag", steps.tagResource, fc.record({ which, tags })),
  step("untag", steps.untagResource, fc.record({ which, keys: fc.array(text, { maxLength: 3 }) })),
  step("readTags", steps.listTagsForResource, fc.record({ which })),
  step("session", steps.session, fc.record({ which, live: fc.boolean() })),
  step(
    "list",
    steps.listStages,
    fc.record({ maxResults: fc.integer({ min: 1, max: 7 }), meanwhile: fc.boolean() }),
  ),
  step("join", steps.join, fc.record({ which, who })),
  step("join", steps.join, fc.record({ which: first, who })),
  step("act", steps.act, fc.record({ which: first, who, does: deed })),
  step("act", steps.act, fc.record({ which, who, does: deed })),
  step("disconnect", steps.disconnectParticipant, fc.record({ which, who })),
  step("wait", steps.wait, fc.constant({})),
  step(
    "listParticipants",
    steps.listParticipants,
    fc.record({ which: first, maxResults: fc.integer({ min: 1, max: 3 }), meanwhile: fc.boolean() }),
  ),
  step("junk", steps.junk, fc.record({ path, body })),
];

test(
  "any sequence of calls keeps the emulator and a simple model of it in agreement",
  async () => {
    const sequences = fc.commands(anything, { maxCommands: 40, size: "+1" });
    await fc.assert(
      fc.asyncProperty(sequences, async (commands) => {
        const clock = createManualClock(startAt);
        const complaints: unknown[] = [];
        const emulator = await createEmulator({
          clock,
          settings: modelSettings,
          log: (line) => line.level === "error" && complaints.push(line),
        });
        try {
          const model: Model = { clock, stages: new Map(), calls: {} };
          await fc.asyncModelRun(() => ({ model, real: emulator }), commands);
          expect(emulator.activity().parked).toBe(0);
          expect(complaints).toEqual([]);
        } finally {
          await emulator.close();
        }
      }),
      { numRuns: proveRuns || 100 },
    );
  },
  proveRuns ? 3_600_000 : 60_000,
);
