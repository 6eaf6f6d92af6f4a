import type { Composition } from "@aws-sdk/client-ivs-realtime";

import { AwsError } from "./aws-error.ts";
import {
  failComposition,
  failDestination,
  loseDestination,
  recoverDestination,
  type Trouble,
} from "./composition.ts";
import { witness } from "./history.ts";
import { detail } from "./operations/composition.ts";
import { lookup } from "./operations/operation.ts";
import type { CompositionRecord, DestinationRecord } from "./state.ts";
import type { World } from "./world.ts";

const unlucky: Trouble = { errorCode: "InternalServerException", reason: "Internal server error" };

/** What goes wrong with one composition. Each throws when the composition is gone, and does nothing to one that ended. */
export interface CompositionDriver {
  read(): Composition;
  fail(trouble?: Trouble): void;
  /** Throws for a destination that the composition does not have. */
  destination(id: string): {
    fail(trouble?: Trouble): void;
    /** ACTIVE becomes RECONNECTING. */
    disconnect(): void;
    /** RECONNECTING becomes ACTIVE. */
    reconnect(): void;
  };
}

export function createCompositionDriver(world: World): { composition(arn: string): CompositionDriver } {
  return {
    composition(arn) {
      const find = () => lookup(world, world.state.compositions, arn);
      return {
        read: () => structuredClone(detail(find())),
        fail: (trouble = unlucky) => witness(world, () => failComposition(world, find(), trouble)),
        destination(id) {
          const act =
            (change: (composition: CompositionRecord, destination: DestinationRecord) => void) => () => {
              const composition = find();
              witness(world, () => change(composition, findDestination(composition, id)));
            };
          return {
            fail: (trouble = unlucky) =>
              act((composition, destination) => failDestination(world, composition, destination, trouble))(),
            disconnect: act((composition, destination) => loseDestination(world, composition, destination)),
            reconnect: act((composition, destination) => recoverDestination(world, composition, destination)),
          };
        },
      };
    },
  };
}

function findDestination({ arn, destinations }: CompositionRecord, id: string): DestinationRecord {
  const found = destinations.find((each) => each.id === id);
  if (!found) throw new AwsError("ResourceNotFoundException", 404, `${arn} has no destination ${id}`);
  return found;
}
