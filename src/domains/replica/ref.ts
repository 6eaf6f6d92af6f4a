import type { ReplicationState } from "@aws-sdk/client-ivs-realtime";

import { builder } from "../../graph/builder.ts";
import { awsEnum } from "../../graph/enum.ts";
import type { Replica } from "./loader.ts";

export const ReplicaRef = builder.objectRef<Replica>("ParticipantReplica");

export const replicationState = awsEnum<ReplicationState>(
  "ReplicationState",
  "Whether a participant appears in another stage.",
  { ACTIVE: "The replication goes on.", STOPPED: "The replication has ended." },
);
