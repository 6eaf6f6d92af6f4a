import { builder } from "../../graph/builder.ts";
import { type StageKeys, stageKeys } from "./loader.ts";

export const StageRef = builder.objectRef<StageKeys>("Stage");

/** The stage that an ARN of AWS names: free until a field asks for more than its keys. */
export const linkToStage = stageKeys;
