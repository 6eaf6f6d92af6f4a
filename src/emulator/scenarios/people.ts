import type { ClientMetadata, ParticipantRecord } from "../participant-record.ts";
import { join, publish, publishing, subscribe } from "../participants.ts";
import type { Stage } from "../scenario.ts";
import { activeSession } from "../session.ts";
import type { StageRecord } from "../state.ts";

export type Role = "host" | "guest" | "viewer";

const firstNames = ["ana", "ben", "chidi", "dora", "emre", "fleur", "goran", "hana", "ines", "jun"] as const;
const devices: readonly ClientMetadata[] = [
  { osName: "macOS", osVersion: "26.1", browserName: "Safari", browserVersion: "26.1", sdkVersion: "1.41.0" },
  {
    osName: "Windows",
    osVersion: "11",
    browserName: "Chrome",
    browserVersion: "148.0",
    sdkVersion: "1.41.0",
  },
  { osName: "Android", osVersion: "16", sdkVersion: "1.40.1" },
  { osName: "iOS", osVersion: "26.1", sdkVersion: "1.40.1" },
];
const providers = ["Example Fibre", "Example Mobile", "Example Cable"] as const;

/** Somebody comes in; hosts and guests publish, viewers receive everyone who publishes. */
export function comeIn(stage: Stage, to: StageRecord, role: Role): ParticipantRecord {
  const { random } = stage;
  const name = random.pick(firstNames);
  const participant = join(stage, to, {
    participantId: random.alphanumeric(12),
    userId: `${name}-${random.integer(1, 9999)}`,
    attributes: { role, displayName: `${name.charAt(0).toUpperCase()}${name.slice(1)}` },
    capabilities: role === "viewer" ? ["SUBSCRIBE"] : ["PUBLISH", "SUBSCRIBE"],
    client: { ...random.pick(devices), ispName: random.pick(providers) },
  });
  if (role !== "viewer") publish(stage, participant);
  watch(stage, to, participant);
  return participant;
}

/** Receives everyone who publishes on the stage now. */
export function watch(stage: Stage, on: StageRecord, viewer: ParticipantRecord): void {
  for (const publisher of publishing(on))
    if (publisher !== viewer) subscribe(stage, viewer, publisher.participantId);
}

/** Those who are on a stage now, everyone or those of one role. Replicas have no role of their own here. */
export function present(on: StageRecord, role?: Role): ParticipantRecord[] {
  return [...(activeSession(on)?.participants.values() ?? [])].filter(
    ({ connected, source, token }) =>
      connected && !source && (role === undefined || token.attributes["role"] === role),
  );
}

/** One of a list that may be empty. */
export function anyOf<Item>({ random }: Pick<Stage, "random">, items: readonly Item[]): Item | undefined {
  return items.length > 0 ? random.pick(items) : undefined;
}
