import { builder } from "../../graph/builder.ts";
import { type CompositionKeys, compositionKeys } from "./loader.ts";

export const CompositionRef = builder.objectRef<CompositionKeys>("Composition");

/** The composition that an ARN of AWS names: free until a field asks for more than its keys. */
export const linkToComposition = compositionKeys;
