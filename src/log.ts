import { pino } from "pino";

/** Levels of `LOG_LEVEL`, most talkative first. */
export const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
export type LogLevel = (typeof logLevels)[number];

/** The part of pino that the program uses: an object of facts first, then a constant sentence. */
export interface Log {
  /** A log whose every line carries `facts` too. */
  child(facts: object): Log;
  debug(facts: object, message: string): void;
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
  fatal(facts: object, message: string): void;
}

/**
 * One JSON object a line, on standard error, so that standard output stays free for what a command prints.
 * `write` receives the lines instead when given.
 */
export function createLog(options: { level: LogLevel; write?: (line: string) => void }): Log {
  const destination = options.write ? { write: options.write } : pino.destination({ fd: 2, sync: true });
  return pino(
    {
      level: options.level,
      base: null,
      messageKey: "message",
      formatters: { level: (label) => ({ level: label }) },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    destination,
  );
}
