import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { CodedError } from "../../src/errors.ts";
import { type Bookmark, createCursors } from "../../src/feed/cursor.ts";
import { Secret } from "../../src/secret.ts";

const stage = "arn:aws:ivs:us-west-2:123456789012:stage/abcdABCDefgh";
const other = "arn:aws:ivs:us-west-2:123456789012:stage/otherOTHER12";
const bookmark: Bookmark = {
  epoch: "Xy12-_abCD34",
  seq: 4_711,
  sessionId: "st-a1b2c3d4e5f6g",
  sweptThrough: "2026-07-01T10:00:04.000Z",
};
const first = new Secret("the first secret, which is long enough");
const second = new Secret("the second secret, which is as long too");

function codeOf(read: () => unknown): string | undefined {
  try {
    read();
  } catch (error) {
    return error instanceof CodedError ? error.code : String(error);
  }
  return undefined;
}

describe("a cursor", () => {
  it("gives back what was written, in a text that fits a header and a URL", () => {
    const cursors = createCursors([first]);
    const cursor = cursors.write(stage, bookmark);
    expect(cursor).toMatch(/^[\w-]{1,96}$/);
    expect(cursors.read(stage, cursor)).toEqual(bookmark);
    expect(cursors.endWithProcess).toBe(false);
    const early = { epoch: "e", seq: 0 };
    expect(cursors.read(stage, cursors.write(stage, early))).toEqual(early);
  });

  it("holds for any position", () => {
    const cursors = createCursors([]);
    const any = fc.record(
      {
        epoch: fc.string({ unit: "binary", maxLength: 20 }),
        seq: fc.nat({ max: 2 ** 50 }),
        sessionId: fc.string({ maxLength: 20 }),
        sweptThrough: fc
          .date({ min: new Date(0), max: new Date(8e14), noInvalidDate: true })
          .map((date) => date.toISOString()),
      },
      { requiredKeys: ["epoch", "seq"] },
    );
    fc.assert(
      fc.property(any, fc.string(), (each, topic) => {
        expect(cursors.read(topic, cursors.write(topic, each))).toEqual(each);
      }),
    );
  });

  it("is of one stream only", () => {
    const cursors = createCursors([first]);
    expect(codeOf(() => cursors.read(other, cursors.write(stage, bookmark)))).toBe("CURSOR_INVALID");
  });

  it("is invalid when any part of it was changed, cut or added to", () => {
    const cursors = createCursors([first]);
    const bytes = Buffer.from(cursors.write(stage, bookmark), "base64url");
    const read = (changed: Buffer) => codeOf(() => cursors.read(stage, changed.toString("base64url")));
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      // Of the bytes that name the key nothing can be told, when no key has that name.
      const namesKey = bit >= 8 && bit < 40;
      expect(read(changed)).toBe(namesKey ? "CURSOR_EXPIRED" : "CURSOR_INVALID");
    }
    for (let length = 0; length < bytes.length; length += 1)
      expect(read(bytes.subarray(0, length))).toBe("CURSOR_INVALID");
    expect(read(Buffer.concat([bytes, Buffer.of(0)]))).toBe("CURSOR_INVALID");
  });

  it.each(["", "x", "MTIz", "null", "%00", "../..", "x".repeat(1_000_000), "é", "AQ=="])(
    "is invalid when it is none: %.20s",
    (text) => {
      expect(codeOf(() => createCursors([first]).read(stage, text))).toBe("CURSOR_INVALID");
    },
  );

  it("has one spelling", () => {
    const cursors = createCursors([first]);
    const cursor = cursors.write(stage, bookmark);
    for (const spelling of [`${cursor}=`, ` ${cursor}`, `${cursor}\n`])
      expect(codeOf(() => cursors.read(stage, spelling))).toBe("CURSOR_INVALID");
  });

  it("outlives a change of the secret while the old one is still there", () => {
    const before = createCursors([first]).write(stage, bookmark);
    const both = createCursors([second, first]);
    expect(both.read(stage, before)).toEqual(bookmark);
    const after = createCursors([second]);
    expect(after.read(stage, both.write(stage, bookmark))).toEqual(bookmark);
    expect(codeOf(() => after.read(stage, before))).toBe("CURSOR_EXPIRED");
  });

  it("ends with the process that has no secret", () => {
    const cursors = createCursors([]);
    expect(cursors.endWithProcess).toBe(true);
    const cursor = cursors.write(stage, bookmark);
    expect(cursors.read(stage, cursor)).toEqual(bookmark);
    expect(codeOf(() => createCursors([]).read(stage, cursor))).toBe("CURSOR_EXPIRED");
  });
});
