import { readFileSync } from "node:fs";

/**
 * A setting that is the thing itself, as `isInline` tells, or the path of a file that holds it. Undefined when there is no such file, of which
 * `faults` then has a sentence that does not repeat the setting: it may be a key.
 */
export function readInline(
  text: string,
  isInline: (text: string) => boolean,
  name: string,
  faults: string[],
): string | undefined {
  if (isInline(text)) return text;
  try {
    return readFileSync(text, "utf8");
  } catch (error) {
    const why = error instanceof Error ? String(Reflect.get(error, "code")) : "unreadable";
    faults.push(`${name} is neither the content itself nor a file that can be read (${why}).`);
    return undefined;
  }
}
