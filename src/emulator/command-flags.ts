import { parseArgs } from "node:util";

import { isAccount, isRegion } from "./arn.ts";
import { isLoopbackAddress } from "./guard.ts";
import { scenarios, type ScenarioName } from "./scenarios/index.ts";
import { readSettings, type EmulatorSettings } from "./settings.ts";

const logLevels = ["silent", "error", "info", "debug"] as const;

/** How the emulator is to run, as flags and environment say. What they leave out is absent. */
export interface CommandPlan {
  help?: true;
  port: number;
  host?: string;
  region?: string;
  account?: string;
  scenario?: ScenarioName;
  seed?: number;
  speed: number;
  settings: Partial<EmulatorSettings>;
  snapshotFile?: string;
  logLevel: (typeof logLevels)[number];
}

interface Flag {
  /** Absent for a flag that takes no value. */
  value?: string;
  does: string;
  /** Says what the value must be when it is not. */
  take(plan: CommandPlan, text: string): string | undefined;
}

/** In the order that counts when several say the same: what comes later wins. */
const flags: Readonly<Record<string, Flag>> = {
  port: {
    value: "number",
    does: "where to listen; 0 takes any free port (default 4580)",
    take(plan, text) {
      plan.port = Number(text);
      return /^\d+$/.test(text) && plan.port <= 65535 ? undefined : "a port from 0 to 65535";
    },
  },
  host: {
    value: "address",
    does: "a loopback address to listen on (default 127.0.0.1)",
    take(plan, text) {
      plan.host = text;
      return isLoopbackAddress(text) ? undefined : "a loopback address";
    },
  },
  region: {
    value: "name",
    does: "the Region to stand for (default us-west-2)",
    take(plan, text) {
      plan.region = text;
      return isRegion(text) ? undefined : "the name of a Region";
    },
  },
  account: {
    value: "number",
    does: "the account to stand for (default 123456789012)",
    take(plan, text) {
      plan.account = text;
      return isAccount(text) ? undefined : "an account of twelve digits";
    },
  },
  scenario: {
    value: "name",
    does: `what goes on: ${Object.keys(scenarios).join(", ")} (default quiet)`,
    take(plan, text) {
      if (!isScenario(text)) return `one of ${Object.keys(scenarios).join(", ")}`;
      plan.scenario = text;
      return undefined;
    },
  },
  seed: {
    value: "number",
    does: "everything random follows from it (default 1)",
    take(plan, text) {
      plan.seed = Number(text);
      return /^-?\d+$/.test(text) && Number.isSafeInteger(plan.seed) ? undefined : "a whole number";
    },
  },
  speed: {
    value: "factor",
    does: "how fast time passes: 60 makes a minute of a second (default 1)",
    take(plan, text) {
      plan.speed = Number(text);
      return text.trim() !== "" && plan.speed >= 0.001 && plan.speed <= 100_000
        ? undefined
        : "a number from 0.001 to 100000";
    },
  },
  settings: {
    value: "json",
    does: "any settings, as the control API takes them at /_emulator/settings and tells them at /_emulator/settings/about",
    take(plan, text) {
      try {
        Object.assign(plan.settings, readSettings(JSON.parse(text)));
        return undefined;
      } catch (error) {
        return error instanceof TypeError ? `settings that hold (${error.message})` : "JSON";
      }
    },
  },
  throttle: {
    value: "form",
    does: "what a call above the quota is told: TooManyRequests429 (the default), Throttling400, Throttling429, off",
    take: (plan, text) => takeSettings(plan, { throttle: text }),
  },
  "no-throttle": {
    does: "admits every call, like --throttle off",
    take: (plan, text) => {
      if (text !== "true" && text !== "false") return "true or false";
      return text === "true" ? takeSettings(plan, { throttle: "off" }) : undefined;
    },
  },
  "eventbridge-url": {
    value: "url",
    does: "where to post the events of Amazon EventBridge: an http URL of this machine",
    take: (plan, text) => takeSettings(plan, { eventBridge: { ...plan.settings.eventBridge, url: text } }),
  },
  snapshot: {
    value: "file",
    does:
      "goes on with what the file holds, if it is there, without the scenario's opening, and writes it at the end; " +
      "another scenario than the file's opens if there are no stages",
    take(plan, text) {
      plan.snapshotFile = text;
      return text === "" ? "a file" : undefined;
    },
  },
  "log-level": {
    value: "level",
    does: `how much to say: ${logLevels.join(", ")} (default info)`,
    take(plan, text) {
      const level = logLevels.find((each) => each === text);
      if (!level) return `one of ${logLevels.join(", ")}`;
      plan.logLevel = level;
      return undefined;
    },
  },
};

const prefix = "IVS_EMULATOR_";
const environmentName = (flag: string) => `${prefix}${flag.toUpperCase().replaceAll("-", "_")}`;

/** Reads flags and environment; a flag wins over its variable. `faults` are all that is wrong, one sentence each. */
export function readFlags(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): { plan: CommandPlan; faults: string[] } {
  const plan: CommandPlan = { port: 4580, speed: 1, settings: {}, logLevel: "info" };
  const faults: string[] = [];
  const given = new Map<string, { text: string; by: string }>();
  const known = new Set(Object.keys(flags).map(environmentName));
  for (const [name, text] of Object.entries(env)) {
    if (!name.startsWith(prefix) || text === undefined || text === "") continue;
    const flag = Object.keys(flags).find((each) => environmentName(each) === name);
    if (flag) given.set(flag, { text, by: name });
    else faults.push(`${name} is no setting; there are ${[...known].join(", ")}`);
  }
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    tokens: true,
    options: Object.fromEntries(
      [...Object.entries(flags), ["help", {}] as const].map(([name, flag]) => [
        name,
        { type: "value" in flag ? ("string" as const) : ("boolean" as const) },
      ]),
    ),
  });
  for (const token of tokens) {
    if (token.kind === "positional") faults.push(`${token.value} is not expected`);
    if (token.kind !== "option") continue;
    const { name, rawName, value, inlineValue } = token;
    const flag = Object.hasOwn(flags, name) ? flags[name] : undefined;
    if (name === "help") plan.help = true;
    else if (!flag) faults.push(`${rawName} is no flag; --help lists them`);
    else if (flag.value === undefined && value !== undefined) faults.push(`${rawName} takes no value`);
    else if (flag.value !== undefined && (value === undefined || (!inlineValue && value.startsWith("--"))))
      faults.push(`${rawName} needs a value`);
    else {
      if (isThrottling(name))
        for (const [other, { by }] of given)
          if (isThrottling(other) && by.startsWith(prefix)) given.delete(other);
      given.set(name, { text: value ?? "true", by: rawName });
    }
  }
  for (const [name, flag] of Object.entries(flags)) {
    const asked = given.get(name);
    const wanted = asked && flag.take(plan, asked.text);
    if (asked && wanted !== undefined) faults.push(`${asked.by} must be ${wanted}, not ${asked.text}`);
  }
  return { plan, faults };
}

/** A flag about throttling wins over both variables about it. */
function isThrottling(flag: string): boolean {
  return flag === "throttle" || flag === "no-throttle";
}

/** The text of `--help`. */
export function usage(): string {
  const rows = [...Object.entries(flags), ["help", { does: "says this" }] as const].map(
    ([name, flag]): [string, string] => [`--${name}${"value" in flag ? ` <${flag.value}>` : ""}`, flag.does],
  );
  const width = Math.max(...rows.map(([left]) => left.length));
  return [
    "Emulates the Amazon IVS RealTime API on this machine.",
    "",
    ...rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`),
    "",
    `Each flag can be set by the environment too, such as ${environmentName("log-level")}; flags win.`,
    "",
  ].join("\n");
}

function takeSettings(plan: CommandPlan, settings: object): string | undefined {
  try {
    Object.assign(plan.settings, readSettings(settings));
    return undefined;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return error.message.replace(/^\w+ must be /, "");
  }
}

function isScenario(name: string): name is ScenarioName {
  return Object.hasOwn(scenarios, name);
}
