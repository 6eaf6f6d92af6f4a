import { expect, it } from "vitest";

import { prepare } from "../../src/server/payload.ts";
import { createSharedAnswers } from "../../src/server/shared-answers.ts";

it("keeps the latest answers of those who share, and no more than it may", async () => {
  const shared = createSharedAnswers(10_000);
  let made = 0;
  const make = async () => {
    made += 1;
    return prepare({ data: { text: "x".repeat(980) } });
  };
  const [ahead, behind] = [shared.join("key"), shared.join("key")];
  const items = Array.from({ length: 100 }, () => ({}));
  for (const item of items) await ahead.answerTo(item, make);
  expect(made).toBe(100);
  expect(shared.bytesKept).toBeLessThanOrEqual(10_000);
  for (const item of items.slice(-9)) await behind.answerTo(item, make);
  expect(made).toBe(100);
  await behind.answerTo(items[0], make);
  expect(made).toBe(101);
  ahead.leave();
  behind.leave();
  expect([shared.groups, shared.bytesKept]).toEqual([0, 0]);
});

it("takes items of the same name for the same, and keeps nothing for one who is alone", async () => {
  const shared = createSharedAnswers(10_000);
  let made = 0;
  const make = async () => prepare({ data: { made: (made += 1) } });
  const one = shared.join("key");
  await one.answerTo({ sameAs: "a" }, make);
  expect(shared.bytesKept).toBe(0);
  const other = shared.join("key");
  const answers = [
    await one.answerTo({ sameAs: "b" }, make),
    await other.answerTo({ sameAs: "b" }, make),
    await shared.join("another key").answerTo({ sameAs: "b" }, make),
  ];
  expect(answers.map(({ data }) => data)).toEqual([{ made: 2 }, { made: 2 }, { made: 3 }]);
});
