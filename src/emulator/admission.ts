import { createHash } from "node:crypto";

import { JoinRefusal } from "./join-refusal.ts";
import { exchangeGrant, type Joining } from "./participants.ts";
import type { ParticipantRecord, TokenGrant } from "./participant-record.ts";
import { readSelfSigned } from "./self-signed-token.ts";
import type { StageRecord } from "./state.ts";
import type { Living, World } from "./world.ts";

/** What is kept of a token, to know it by. */
export function digestOf(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}

/** Judges a token that somebody wants to join the stage with. Throws JoinRefusal. */
export function admit(
  world: Pick<World, "clock" | "settings" | "state">,
  stage: StageRecord | undefined,
  token: string,
): Joining & { participantId: string } {
  if (!stage) throw new JoinRefusal("STAGE_DELETED", "the stage does not exist");
  const issued = issuedBy(stage, token);
  const { participantId, grant, admission } = issued
    ? { ...issued, admission: "service" as const }
    : { ...readSelfSigned(world, stage, token), admission: "selfSigned" as const };
  if (stage.tokens.get(participantId)?.dead)
    throw new JoinRefusal(
      "PARTICIPANT_DISCONNECTED",
      "the participant was disconnected; the token can no longer be used",
    );
  const { expirationTime, ...rest } = grant;
  if (!expirationTime || expirationTime.getTime() <= world.clock.now())
    throw new JoinRefusal("TOKEN_EXPIRED", `the token expired at ${expirationTime?.toISOString()}`);
  return { participantId, ...structuredClone(rest), expirationTime, admission };
}

/** Refuses a participant who was disconnected before and comes without a token. */
export function requireAlive(stage: StageRecord, participantId: string | undefined): void {
  if (participantId !== undefined && stage.tokens.get(participantId)?.dead)
    throw new JoinRefusal("PARTICIPANT_DISCONNECTED", `participant ${participantId} was disconnected`);
}

/** A token for a participant who came without one can be given by what it says. */
export type ExchangeFor = string | Partial<TokenGrant>;

/** Swaps a connected participant's token in place, which works for self-signed ones only. Throws JoinRefusal. */
export function exchange(
  world: Living,
  stage: StageRecord,
  participant: ParticipantRecord,
  asked: ExchangeFor,
): void {
  const { admission, participantId, token } = participant;
  if (admission !== "selfSigned" && admission !== "direct")
    throw new JoinRefusal("TOKEN_NOT_ALLOWED", "only self-signed tokens can be exchanged");
  if (typeof asked !== "string") {
    exchangeGrant(world, participant, { ...token, ...structuredClone(asked) });
    return;
  }
  const { participantId: jti, grant } = readSelfSigned(world, stage, asked);
  if (jti !== participantId) throw new JoinRefusal("TOKEN_NOT_ALLOWED", "jti differs from the participant's");
  if (Number(grant.expirationTime) <= world.clock.now())
    throw new JoinRefusal("TOKEN_EXPIRED", `the token expired at ${grant.expirationTime?.toISOString()}`);
  exchangeGrant(world, participant, grant);
}

function issuedBy(stage: StageRecord, token: string) {
  const digest = digestOf(token);
  for (const known of stage.tokens.values()) if (known.digest === digest) return known;
  return undefined;
}
