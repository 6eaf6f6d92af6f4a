import { IVSRealTimeClient } from "@aws-sdk/client-ivs-realtime";

import { createWire } from "./wire.ts";

/** Where calls go: to AWS as the SDK's own settings say, or to an emulator, whatever they say. */
export type Target = { backend: "aws" } | { backend: "emulator"; endpoint: string; region: string };

/** The SDK client: one attempt per call, because the SDK would repeat a CreateStage after a 500. Close with `destroy`. */
export function createClient(target: Target): IVSRealTimeClient {
  const requestHandler = createWire();
  if (target.backend === "aws") return new IVSRealTimeClient({ maxAttempts: 1, requestHandler });
  return new IVSRealTimeClient({
    maxAttempts: 1,
    requestHandler,
    endpoint: target.endpoint,
    region: target.region,
    credentials: { accessKeyId: "emulator", secretAccessKey: "emulator" },
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
  });
}
