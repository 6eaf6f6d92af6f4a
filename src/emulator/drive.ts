import type {
  CreateStageRequest,
  Stage,
  StorageConfiguration,
  CreateStorageConfigurationRequest,
} from "@aws-sdk/client-ivs-realtime";

import { addStorageConfiguration, endSession, removeStage, startSession } from "./lifecycle.ts";
import { lookup } from "./operations/operation.ts";
import { detail } from "./operations/stage.ts";
import { perform } from "./operations/index.ts";
import type { World } from "./world.ts";

/** What a test or a script does to one stage without calling the API. Each throws when the stage is gone. */
export interface StageDriver {
  read(): Stage;
  /** Returns the session's id; a session that is open already stays. */
  startSession(): string;
  /** Returns the id of the session that was open, if one was. */
  endSession(): string | undefined;
  delete(): void;
}

/** Drives the state in process: nothing here is counted as a call, throttled, delayed or spoiled by a fault. */
export interface Driver {
  readonly stages: {
    /** Under the same constraints and quota as CreateStage, whether the account is verified or not. */
    create(input?: CreateStageRequest): Stage & { arn: string };
    list(): (Stage & { arn: string })[];
    stage(arn: string): StageDriver;
  };
  readonly storageConfigurations: {
    create(input?: Partial<CreateStorageConfigurationRequest>): StorageConfiguration & { arn: string };
  };
}

/** What the driver returns are copies: changing them changes nothing. */
export function createDriver(world: World): Driver {
  return {
    stages: {
      create(input = {}) {
        const verified = { ...world, settings: { ...world.settings, pendingVerification: false } };
        const { stage } = perform("CreateStage", structuredClone(input), verified);
        return structuredClone({ ...stage, arn: stage?.arn ?? "" });
      },
      list: () =>
        world.state.stages.list().map((stage) => structuredClone({ ...detail(stage), arn: stage.arn })),
      stage(arn) {
        const find = () => lookup(world, world.state.stages, arn);
        return {
          read: () => structuredClone(detail(find())),
          startSession: () => startSession(world, find()).sessionId,
          endSession: () => endSession(world, find())?.sessionId,
          delete: () => removeStage(world, find()),
        };
      },
    },
    storageConfigurations: {
      create({ name = "", s3 = { bucketName: "recordings" }, tags = {} } = {}) {
        const { sequence: _, ...created } = addStorageConfiguration(world, { name, s3, tags });
        return structuredClone(created);
      },
    },
  };
}
