import type { EventBridge } from "./eventbridge.ts";
import type { Faults } from "./faults.ts";
import type { OperationName } from "./operations/catalogue.ts";
import type { EmulatorSettings } from "./settings.ts";
import type { World } from "./world.ts";

/** What the control API reads and changes. */
export interface Control {
  world: World;
  settings: EmulatorSettings;
  faults: Faults;
  eventBridge: Pick<EventBridge, "sent">;
  scenario: string;
  seed: number;
  calls: () => Partial<Record<OperationName, number>>;
  resetCalls: () => void;
}

/** JSON, or nothing when there is no body. */
export interface Reply {
  status: number;
  body?: unknown;
}

/** One thing that the control API does. */
export interface ControlRoute {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  path: string;
  does: string;
  reply(control: Control, request: ControlRequest): Reply;
}

/** Where the control API lives. */
export const root = "/_emulator";

/** What the path's variables stand for, decoded, the first by itself too, and the parsed body. */
export interface ControlRequest {
  parameter: string;
  parameters: readonly string[];
  body: unknown;
}

/** A reply that says why not. */
export function refusal(status: number, error: string): Reply {
  return { status, body: { error } };
}
