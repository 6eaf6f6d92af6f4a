import type { IVSRealTimeClient } from "@aws-sdk/client-ivs-realtime";
import { expect, test } from "vitest";

import type { EmulatorSettings } from "../../src/emulator/server.ts";
import { failureOf, start, type Started } from "./start.ts";

/** One member of one operation's input: values that it takes, and values that it refuses with what is said of them. */
export interface Limit<Value, Known> {
  /** What exists while the limit is tried. Made anew for every value. */
  known: (started: Started) => Known | Promise<Known>;
  send: (client: IVSRealTimeClient, value: Value, known: Known) => Promise<unknown>;
  takes: readonly Value[];
  refuses: readonly (readonly [value: Value, text: string])[];
}

/** Makes the two tests of a limit: up to it everything is taken, one beyond is refused. */
export function limits<Value, Known>(
  name: string,
  { known, send, takes, refuses }: Limit<Value, Known>,
): void {
  test(`${name} takes everything up to its limits`, async () => {
    for (const value of takes) {
      const started = await start();
      expect(await failureOf(send(started.client, value, await known(started)))).toBeUndefined();
    }
  });

  test(`${name} refuses what is one beyond`, async () => {
    for (const [value, text] of refuses) {
      const started = await start();
      const failure = await failureOf(send(started.client, value, await known(started)));
      expect(failure).toMatchObject({ name: "ValidationException", status: 400 });
      expect(failure?.text).toContain(text);
    }
  });
}

export const longest = (max: number) => `length less than or equal to ${max}`;
export const shortest = (min: number) => `length greater than or equal to ${min}`;
export const most = (max: number) => `value less than or equal to ${max}`;
export const least = (min: number) => `value greater than or equal to ${min}`;
export const pattern = "regular expression pattern";
export const enumeration = "enum value set";

export const names: Pick<Limit<string, unknown>, "takes" | "refuses"> = {
  takes: ["", "A-z_09", "n".repeat(128)],
  refuses: [
    ["n".repeat(129), longest(128)],
    ["a b", pattern],
    ["é", pattern],
  ],
};

function numbered(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, "v"]));
}

export const tagMaps: Pick<Limit<Record<string, string>, unknown>, "takes" | "refuses"> = {
  takes: [{}, numbered(50), { ["k".repeat(128)]: "v".repeat(256) }],
  refuses: [
    [numbered(51), longest(50)],
    [{ ["k".repeat(129)]: "" }, longest(128)],
    [{ k: "v".repeat(257) }, longest(256)],
    [{ "aws:k": "" }, pattern],
  ],
};

export function arnOf(kind: string, id: string): string {
  return `arn:aws:ivs:us-west-2:123456789012:${kind}/${id}`;
}

/** What an ARN of this kind may not look like. */
export function wrongArns(kind: string): readonly (readonly [value: string, text: string])[] {
  return [
    ["", shortest(1)],
    [kind, pattern],
    [arnOf(kind, ""), pattern],
    [arnOf(kind, "a_b"), pattern],
    [arnOf(`x${kind}`, "a"), pattern],
    [arnOf(kind, "a".repeat(129 - arnOf(kind, "").length)), longest(128)],
  ];
}

/** Tells that each call answers 404 for what does not exist, 403 for what is not the account's, 400 for no ARN. */
export function refusesArns(
  kind: string,
  calls: Record<string, (client: IVSRealTimeClient, arn: string) => Promise<unknown>>,
): void {
  for (const [operation, call] of Object.entries(calls))
    test(`${operation} answers 404 for an unknown ARN, 403 for a foreign one and 400 for none`, async () => {
      const { client } = await start();
      const unknown = arnOf(kind, "abcdefghijkl");
      const missing = await failureOf(call(client, unknown));
      expect(missing).toMatchObject({ name: "ResourceNotFoundException", status: 404 });
      expect(missing?.text).toContain(unknown);
      for (const foreign of [
        unknown.replace("123456789012", "999999999999"),
        unknown.replace("us-west-2", "eu-west-1"),
      ])
        expect(await failureOf(call(client, foreign))).toMatchObject({
          name: "AccessDeniedException",
          status: 403,
        });
      for (const [arn, text] of wrongArns(kind)) {
        const failure = await failureOf(call(client, arn));
        expect(failure).toMatchObject({ name: "ValidationException", status: 400 });
        expect(failure?.text).toContain(text);
      }
    });
}

/** Tells that the list has this default page and takes page sizes from 1 to `largest`. `fill` makes that many rows. */
export function pages(
  operation: string,
  {
    fill,
    list,
    defaultSize,
    largest = 100,
    settings,
  }: {
    fill: (started: Started, count: number) => Promise<unknown>;
    list: (
      client: IVSRealTimeClient,
      page: { maxResults?: number; nextToken?: string },
    ) => Promise<{ rows: readonly { arn?: string | undefined }[]; nextToken?: string | undefined }>;
    defaultSize: number;
    largest?: number;
    settings?: Partial<EmulatorSettings>;
  },
): void {
  test(`${operation} gives ${defaultSize} rows to a page unless it is told another number`, async () => {
    const started = await start(settings ? { settings } : {});
    await fill(started, defaultSize + 1);
    const first = await list(started.client, {});
    expect(first.rows).toHaveLength(defaultSize);
    const second = await list(started.client, { nextToken: first.nextToken ?? "" });
    expect(second.rows).toHaveLength(1);
    expect(second.nextToken).toBeUndefined();
    const arns = [...first.rows, ...second.rows].map((row) => row.arn);
    expect(new Set(arns).size).toBe(defaultSize + 1);
    expect((await list(started.client, { maxResults: 2 })).rows).toHaveLength(2);
  });

  test(`${operation} takes maxResults from 1 to ${largest} and only its own tokens`, async () => {
    const started = await start();
    for (const maxResults of [1, largest])
      expect(await failureOf(list(started.client, { maxResults }))).toBeUndefined();
    for (const [page, text] of [
      [{ maxResults: 0 }, least(1)],
      [{ maxResults: largest + 1 }, most(largest)],
      [{ nextToken: "a b" }, pattern],
      [{ nextToken: "a".repeat(1025) }, longest(1024)],
      [{ nextToken: "forged" }, "a token that this operation gave out"],
    ] as const) {
      const failure = await failureOf(list(started.client, page));
      expect(failure).toMatchObject({ name: "ValidationException", status: 400 });
      expect(failure?.text).toContain(text);
    }
  });
}
