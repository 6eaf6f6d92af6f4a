import { builder } from "../../graph/builder.ts";
import type { Kind } from "../../graph/kind.ts";
import { type CompositionKeys, compositionKeys } from "./loader.ts";

export const CompositionRef = builder.objectRef<CompositionKeys>("Composition");

/** What reading compositions costs. */
export const compositionKind: Kind = { type: "Composition", get: "GetComposition", list: "ListCompositions" };

/** The composition that an ARN of AWS names: free until a field asks for more than its keys. */
export const linkToComposition = compositionKeys;
