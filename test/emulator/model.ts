import { expect } from "vitest";

import type { ManualClock } from "../../src/clock.ts";
import type { Emulator } from "../../src/emulator/server.ts";
import { raw, type RawAnswer } from "./start.ts";

interface ModelPerson {
  connected: boolean;
  publishing: boolean;
  published: boolean;
}

export interface ModelStage {
  name: string;
  tags: Map<string, string>;
  /** Everyone of the open session by ID; absent while no session is open. */
  people?: Map<string, ModelPerson> | undefined;
  /** Whether the last one has left the open session. */
  ending: boolean;
  /** Everyone who ever was there. */
  known: Set<string>;
  /** Everyone who was disconnected for good. */
  dead: Set<string>;
}

/** What the emulator that is compared with the model must be set to. */
export const modelSettings = { throttle: "off", publishersPerStage: 2, sessionLingerMs: 1_000 } as const;

/** What the emulator should remember, kept by simpler means than its own. */
export interface Model {
  clock: ManualClock;
  stages: Map<string, ModelStage>;
  calls: Record<string, number>;
}

export type Tags = [key: string, value: string][];

/** Chooses a stage that exists by its place, modulo how many there are; `nowhere` chooses one that does not exist. */
export type Which = number;
export const nowhere: Which = 30;

/** Each plays one step on both sides and compares what the emulator answers with what the model says. */
export const steps = {
  async createStage(model: Model, emulator: Emulator, input: { name: string; tags: Tags; tokens: number }) {
    const wanted = new Map(input.tags);
    const tokens = JSON.stringify(Array.from({ length: input.tokens }, () => ({})));
    const body = `{"name":${JSON.stringify(input.name)},"tags":${jsonOf(wanted)},"participantTokenConfigurations":${tokens}}`;
    const answer = await post(model, emulator, "CreateStage", body);
    const valid = isName(input.name) && areTags(wanted) && input.tokens <= 12;
    expect(outcome(answer)).toBe(valid ? "done" : "ValidationException");
    if (!valid) return;
    const { stage, participantTokens } = JSON.parse(answer.body) as {
      stage: { arn: string };
      participantTokens?: unknown[];
    };
    expect(participantTokens?.length ?? 0).toBe(input.tokens);
    expect(model.stages.has(stage.arn)).toBe(false);
    model.stages.set(stage.arn, newStage(input.name, wanted));
  },

  async updateStage(model: Model, emulator: Emulator, input: { which: Which; name: string }) {
    const { arn, stage } = target(model, input.which);
    const answer = await post(model, emulator, "UpdateStage", JSON.stringify({ arn, name: input.name }));
    expect(outcome(answer)).toBe(verdict(isName(input.name), stage));
    if (stage && isName(input.name)) stage.name = input.name;
  },

  async getStage(model: Model, emulator: Emulator, input: { which: Which }) {
    const { arn, stage } = target(model, input.which);
    const answer = await post(model, emulator, "GetStage", JSON.stringify({ arn }));
    expect(outcome(answer)).toBe(verdict(true, stage));
    if (stage) expectStage((JSON.parse(answer.body) as { stage: unknown }).stage, arn, stage);
  },

  async deleteStage(model: Model, emulator: Emulator, input: { which: Which }) {
    const { arn, stage } = target(model, input.which);
    const answer = await post(model, emulator, "DeleteStage", JSON.stringify({ arn }));
    expect(outcome(answer)).toBe(verdict(true, stage));
    model.stages.delete(arn);
  },

  async createParticipantToken(
    model: Model,
    emulator: Emulator,
    input: { which: Which; userId: string; attributes: Tags; duration: number },
  ) {
    const { arn, stage } = target(model, input.which);
    const attributes = new Map(input.attributes);
    const body = `{"stageArn":"${arn}","userId":${JSON.stringify(input.userId)},"duration":${input.duration},"attributes":${jsonOf(attributes)}}`;
    const answer = await post(model, emulator, "CreateParticipantToken", body);
    const parts = [...attributes].flat();
    const valid =
      isText(input.userId, 0, 128) &&
      input.duration >= 1 &&
      input.duration <= 20160 &&
      parts.every((part) => isText(part, 0, Infinity)) &&
      Buffer.byteLength(parts.join("")) <= 1024;
    expect(outcome(answer)).toBe(verdict(valid, stage));
  },

  async tagResource(model: Model, emulator: Emulator, input: { which: Which; tags: Tags }) {
    const { arn, stage } = target(model, input.which);
    const added = new Map(input.tags);
    const answer = await onTags(model, emulator, "TagResource", arn, "", `{"tags":${jsonOf(added)}}`);
    const merged = new Map([...(stage?.tags ?? []), ...added]);
    const valid = areTags(added) && (!stage || merged.size <= 50);
    expect(outcome(answer)).toBe(verdict(valid, stage));
    if (stage && valid) stage.tags = merged;
  },

  async untagResource(model: Model, emulator: Emulator, input: { which: Which; keys: string[] }) {
    const { arn, stage } = target(model, input.which);
    const keys = input.keys.filter(isWellFormed);
    const query = `?${keys.map((key) => `tagKeys=${encodeURIComponent(key)}`).join("&")}`;
    const answer = await onTags(model, emulator, "UntagResource", arn, query);
    const valid = keys.length > 0 && keys.every((key) => isText(key, 1, 128));
    expect(outcome(answer)).toBe(verdict(valid, stage));
    if (valid) for (const key of keys) stage?.tags.delete(key);
  },

  async listTagsForResource(model: Model, emulator: Emulator, input: { which: Which }) {
    const { arn, stage } = target(model, input.which);
    const answer = await onTags(model, emulator, "ListTagsForResource", arn, "");
    expect(outcome(answer)).toBe(verdict(true, stage));
    if (!stage) return;
    const { tags } = JSON.parse(answer.body) as { tags: object };
    expect(new Map(Object.entries(tags))).toEqual(stage.tags);
  },

  async session(model: Model, emulator: Emulator, input: { which: Which; live: boolean }) {
    const { arn, stage } = target(model, input.which);
    if (!stage) return;
    const driver = emulator.stages.stage(arn);
    if (input.live) {
      driver.startSession();
      stage.people ??= new Map();
      return;
    }
    driver.endSession();
    closeSession(stage);
  },

  async join(model: Model, emulator: Emulator, input: { which: Which; who: string }) {
    const { arn, stage } = target(model, input.which);
    if (!stage) return;
    const participantId = input.who;
    const join = () => emulator.stages.stage(arn).join({ participantId });
    if (stage.dead.has(participantId)) {
      expect(join).toThrow("PARTICIPANT_DISCONNECTED");
      return;
    }
    join();
    stage.people ??= new Map();
    const published = stage.people.get(participantId)?.published ?? false;
    stage.people.set(participantId, { connected: true, publishing: false, published });
    stage.known.add(participantId);
    stage.ending = false;
  },

  async act(
    model: Model,
    emulator: Emulator,
    input: { which: Which; who: string; does: "publish" | "unpublish" | "leave" },
  ) {
    const { arn, stage } = target(model, input.which);
    const person = stage?.people?.get(input.who);
    if (!stage || !person) return;
    const driver = emulator.stages.stage(arn).participant(input.who);
    if (!person.connected) {
      expect(() => driver[input.does]()).toThrow("over");
      return;
    }
    const publishers = [...(stage.people?.values() ?? [])].filter((each) => each.publishing).length;
    const refused = input.does === "publish" && !person.publishing && publishers >= 2;
    expect(driver[input.does]()).toBe(refused ? "QUOTA_EXCEEDED" : undefined);
    if (input.does === "leave") leaveStage(stage, person);
    else if (!refused) person.publishing = input.does === "publish";
    person.published ||= person.publishing;
  },

  async disconnectParticipant(model: Model, emulator: Emulator, input: { which: Which; who: string }) {
    const { arn, stage } = target(model, input.which);
    const body = JSON.stringify({ stageArn: arn, participantId: input.who });
    const answer = await post(model, emulator, "DisconnectParticipant", body);
    expect(outcome(answer)).toBe(stage?.known.has(input.who) ? "done" : "ResourceNotFoundException");
    if (!stage?.known.has(input.who)) return;
    stage.dead.add(input.who);
    const person = stage.people?.get(input.who);
    if (person?.connected) leaveStage(stage, person);
  },

  /** Sessions that the last one has left close meanwhile. */
  async wait(model: Model) {
    model.clock.moveTo(model.clock.monotonic() + modelSettings.sessionLingerMs);
    for (const stage of model.stages.values()) if (stage.ending) closeSession(stage);
  },

  /** Visits all pages of an open session; with `meanwhile` somebody new joins after each. */
  async listParticipants(
    model: Model,
    emulator: Emulator,
    input: { which: Which; maxResults: number; meanwhile: boolean },
  ) {
    const { arn, stage } = target(model, input.which);
    if (!stage?.people) return;
    const staying = new Map(stage.people);
    const sessionId = emulator.stages.stage(arn).read().activeSessionId;
    const seen: { participantId: string; state: string; published: boolean }[] = [];
    let nextToken: string | undefined;
    let strangers = 0;
    do {
      const body = JSON.stringify({ stageArn: arn, sessionId, maxResults: input.maxResults, nextToken });
      const answer = await post(model, emulator, "ListParticipants", body);
      expect(outcome(answer)).toBe("done");
      const page = JSON.parse(answer.body) as { participants: typeof seen; nextToken?: string };
      seen.push(...page.participants);
      nextToken = page.nextToken;
      if (input.meanwhile && nextToken && strangers < 3) {
        strangers += 1;
        await steps.join(model, emulator, { which: input.which, who: `stranger-${stage.known.size}` });
      }
    } while (nextToken !== undefined);

    expect(new Set(seen.map(({ participantId }) => participantId)).size).toBe(seen.length);
    for (const [participantId, { connected, published }] of staying)
      expect(seen.find((each) => each.participantId === participantId)).toMatchObject({
        state: connected ? "CONNECTED" : "DISCONNECTED",
        published,
      });
    if (!input.meanwhile) expect(seen).toHaveLength(staying.size);
  },

  /** Visits all pages; with `meanwhile` a stage goes and another comes after each. */
  async listStages(model: Model, emulator: Emulator, input: { maxResults: number; meanwhile: boolean }) {
    const seen: { arn: string }[] = [];
    const staying = new Map(model.stages);
    let nextToken: string | undefined;
    do {
      const body = JSON.stringify({ maxResults: input.maxResults, nextToken });
      const answer = await post(model, emulator, "ListStages", body);
      expect(outcome(answer)).toBe("done");
      const page = JSON.parse(answer.body) as { stages: { arn: string }[]; nextToken?: string };
      expect(page.stages.length).toBeLessThanOrEqual(input.maxResults);
      seen.push(...page.stages);
      nextToken = page.nextToken;
      const leaving = [...staying.keys()].at(-1);
      if (input.meanwhile && nextToken && leaving) {
        emulator.stages.stage(leaving).delete();
        model.stages.delete(leaving);
        staying.delete(leaving);
        const { arn } = emulator.stages.create();
        model.stages.set(arn, newStage("", new Map()));
      }
    } while (nextToken !== undefined);

    expect(new Set(seen.map(({ arn }) => arn)).size).toBe(seen.length);
    for (const [arn, stage] of staying) {
      const found = seen.find((each) => each.arn === arn);
      expectStage(found, arn, stage);
    }
    if (!input.meanwhile) expect(seen).toHaveLength(staying.size);
  },

  /** Sends what no client would and expects a refusal, or at least no change. */
  async junk(model: Model, emulator: Emulator, input: { path: string; body: string }) {
    const before = emulator.stages.list();
    const answer = await raw(emulator, "POST", input.path, input.body);
    model.calls = { ...emulator.calls };
    expect(answer.status).toBeLessThan(500);
    expect(JSON.parse(answer.body)).toBeTypeOf("object");
    expect(emulator.stages.list()).toEqual(before);
  },
};

/** Compares everything that the emulator counts and remembers with the model. */
export function expectAgreement(model: Model, emulator: Emulator): void {
  expect(emulator.calls).toEqual(model.calls);
  const listed = emulator.stages.list();
  expect(listed.map(({ arn }) => arn)).toEqual([...model.stages.keys()]);
  for (const stage of listed) {
    expectStage(stage, stage.arn, model.stages.get(stage.arn));
    expectPeople(emulator, stage.arn, model.stages.get(stage.arn));
  }
}

/** Everybody is where the model says, and nobody who is connected is in a session that is over. */
function expectPeople(emulator: Emulator, arn: string, stage: ModelStage | undefined): void {
  const driver = emulator.stages.stage(arn);
  const { activeSessionId } = driver.read();
  for (const participantId of stage?.known ?? []) {
    const person = stage?.people?.get(participantId);
    const latest = driver.participant(participantId);
    expect(latest.sessionId === activeSessionId).toBe(person !== undefined);
    expect(latest.read().state).toBe(person?.connected ? "CONNECTED" : "DISCONNECTED");
    expect(latest.read()).toMatchObject(person ? { published: person.published } : {});
  }
}

function newStage(name: string, tags: Map<string, string>): ModelStage {
  return { name, tags, ending: false, known: new Set(), dead: new Set() };
}

function closeSession(stage: ModelStage): void {
  stage.people = undefined;
  stage.ending = false;
}

function leaveStage(stage: ModelStage, person: ModelPerson): void {
  person.connected = false;
  person.publishing = false;
  stage.ending = [...(stage.people?.values() ?? [])].every((each) => !each.connected);
}

function expectStage(seen: unknown, arn: string, stage: ModelStage | undefined): void {
  const { tags, activeSessionId, ...rest } = seen as { tags: object; activeSessionId?: string };
  expect(rest).toMatchObject({ arn, name: stage?.name });
  expect(new Map(Object.entries(tags))).toEqual(stage?.tags);
  expect(activeSessionId !== undefined).toBe(stage?.people !== undefined);
}

async function post(model: Model, emulator: Emulator, operation: string, body: string): Promise<RawAnswer> {
  model.calls[operation] = (model.calls[operation] ?? 0) + 1;
  return raw(emulator, "POST", `/${operation}`, body);
}

const tagMethods = { TagResource: "POST", UntagResource: "DELETE", ListTagsForResource: "GET" };

async function onTags(
  model: Model,
  emulator: Emulator,
  operation: keyof typeof tagMethods,
  arn: string,
  query: string,
  body?: string,
): Promise<RawAnswer> {
  model.calls[operation] = (model.calls[operation] ?? 0) + 1;
  return raw(emulator, tagMethods[operation], `/tags/${encodeURIComponent(arn)}${query}`, body);
}

function outcome(answer: RawAnswer): string {
  return String(answer.headers["x-amzn-errortype"] ?? "done");
}

function verdict(valid: boolean, stage: ModelStage | undefined): string {
  if (!valid) return "ValidationException";
  return stage ? "done" : "ResourceNotFoundException";
}

function target({ stages }: Model, which: Which): { arn: string; stage: ModelStage | undefined } {
  const arns = [...stages.keys()];
  const arn = which === nowhere ? undefined : arns[which % Math.max(arns.length, 1)];
  if (arn === undefined) return { arn: "arn:aws:ivs:us-west-2:123456789012:stage/none", stage: undefined };
  return { arn, stage: stages.get(arn) };
}

/** JSON text of a map, whatever its keys are. */
function jsonOf(entries: Iterable<[string, string]>): string {
  return `{${[...entries].map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(",")}}`;
}

function isWellFormed(value: string): boolean {
  return !/\p{Surrogate}/u.test(value);
}

function isText(value: string, min: number, max: number): boolean {
  const { length } = Array.from(value);
  return length >= min && length <= max && isWellFormed(value);
}

function isName(value: string): boolean {
  return /^[a-zA-Z0-9-_]{0,128}$/.test(value);
}

function areTags(entries: Map<string, string>): boolean {
  const valid = ([key, value]: [string, string]) =>
    isText(key, 1, 128) && !key.toLowerCase().startsWith("aws:") && isText(value, 0, 256);
  return entries.size <= 50 && [...entries].every(valid);
}
