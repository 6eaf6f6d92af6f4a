import type { ParticipantReplica as SdkParticipantReplica } from "@aws-sdk/client-ivs-realtime";

import { readPages } from "../../upstream/pages.ts";
import type { Page, PageRequest, Reader } from "../../upstream/reader.ts";
import { requireScope } from "../../viewer.ts";

/** What ListParticipantReplicas gives: one appearance of a participant in another stage. There is no Get. */
export interface Replica {
  readonly __typename: "ParticipantReplica";
  readonly participantId: string;
  readonly sourceStageArn: string;
  readonly sourceSessionId: string | undefined;
  readonly destinationStageArn: string | undefined;
  readonly destinationSessionId: string | undefined;
  readonly replicationState: string | undefined;
  readonly asOf: string;
  readonly stale: boolean;
}

/** Who is replicated. Sessions do not matter: AWS lists the replicas of all of them. */
export interface ReplicaSource {
  readonly sourceStageArn: string;
  readonly participantId: string;
}

export interface ReplicaLoader {
  /** One page of ListParticipantReplicas: one call. */
  page(source: ReplicaSource, request: PageRequest): Promise<Page<Replica>>;
  /**
   * The replica in that stage: the one that is active, else the one that the List names last; null when it names none.
   * Reads at most five pages.
   */
  find(source: ReplicaSource, destinationStageArn: string): Promise<Replica | null>;
}

/** The largest page of ListParticipantReplicas. */
export const largestPage = 50;

/** AWS remembers ended replications for an unknown time; a participant with more than these is not looked through. */
export const pagesToLookThrough = 5;

/** Replicas of one request, read on behalf of one viewer. */
export function createReplicaLoader(reader: Reader): ReplicaLoader {
  const { upstream, viewer, call } = reader;

  async function page(source: ReplicaSource, request: PageRequest): Promise<Page<Replica>> {
    requireScope(viewer, "ivs:read");
    const { sourceStageArn, participantId } = source;
    const input = { sourceStageArn, participantId, ...request };
    const { output, asOf, stale, sifted } = await upstream.call("ListParticipantReplicas", input, call);
    const items = (output.replicas ?? []).map((replica) => toReplica(replica, source, { asOf, stale }));
    return { items, nextToken: output.nextToken || undefined, asOf, stale, sifted };
  }

  return {
    page,
    async find(source, destinationStageArn) {
      const isActive = (replica: Replica) =>
        replica.destinationStageArn === destinationStageArn && replica.replicationState === "ACTIVE";
      const { pages } = await readPages(
        (nextToken) => page(source, { maxResults: largestPage, nextToken }),
        pagesToLookThrough,
        ({ items }) => items.some(isActive),
      );
      const replicas = pages.flatMap(({ items }) => items);
      const there = replicas.filter((replica) => replica.destinationStageArn === destinationStageArn);
      return replicas.find(isActive) ?? there.at(-1) ?? null;
    },
  };
}

function toReplica(
  replica: SdkParticipantReplica,
  source: ReplicaSource,
  { asOf, stale }: { asOf: string; stale: boolean },
): Replica {
  return {
    __typename: "ParticipantReplica",
    participantId: replica.participantId || source.participantId,
    sourceStageArn: replica.sourceStageArn || source.sourceStageArn,
    sourceSessionId: replica.sourceSessionId || undefined,
    destinationStageArn: replica.destinationStageArn || undefined,
    destinationSessionId: replica.destinationSessionId || undefined,
    replicationState: replica.replicationState || undefined,
    asOf,
    stale,
  };
}
