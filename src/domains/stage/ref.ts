import { builder } from "../../graph/builder.ts";
import type { StageKeys } from "./loader.ts";

export const StageRef = builder.objectRef<StageKeys>("Stage");
