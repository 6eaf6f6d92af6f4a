import type {
  CreateStageRequest,
  Stage,
  StorageConfiguration,
  CreateStorageConfigurationRequest,
} from "@aws-sdk/client-ivs-realtime";

import { createCompositionDriver, type CompositionDriver } from "./drive-composition.ts";
import { createIngestDriver, type IngestDriver } from "./drive-ingest.ts";
import { createStageDriver, type StageDriver } from "./drive-stage.ts";
import { witness } from "./history.ts";
import { addStorageConfiguration } from "./lifecycle.ts";
import { detail } from "./operations/stage.ts";
import { perform } from "./operations/index.ts";
import type { World } from "./world.ts";

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
  readonly ingest: IngestDriver;
  readonly compositions: { composition(arn: string): CompositionDriver };
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
      stage: (arn) => createStageDriver(world, arn),
    },
    storageConfigurations: {
      create({ name = "", s3 = { bucketName: "recordings" }, tags = {} } = {}) {
        const { sequence: _, ...created } = witness(world, () =>
          addStorageConfiguration(world, { name, s3, tags }),
        );
        return structuredClone(created);
      },
    },
    ingest: createIngestDriver(world),
    compositions: createCompositionDriver(world),
  };
}
