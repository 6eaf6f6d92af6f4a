import { readdirSync, readFileSync } from "node:fs";

const folder = new URL("../../schema/examples/", import.meta.url);

/** The published example operations, in the order of their file names: `{ name, query }`. */
export function readExamples(): { name: string; query: string }[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".graphql"))
    .toSorted(new Intl.Collator("en", { numeric: true }).compare)
    .map((file) => ({
      name: file.replace(/\.graphql$/, ""),
      query: readFileSync(new URL(file, folder), "utf8"),
    }));
}
