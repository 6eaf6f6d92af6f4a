import type { TokenRecord } from "./participant-record.ts";
import type { StageRecord } from "./state.ts";

/** How many tokens a stage knows before it forgets some. */
const knownTokens = 1000;
/** Of participants who were disconnected and had no token, so that nothing of them expires. */
const knownDead = 10_000;

/** Remembers a token. One that has expired may be forgotten, because nobody joins with it anyway. */
export function rememberToken(
  { tokens }: Pick<StageRecord, "tokens">,
  token: TokenRecord,
  now: number,
): void {
  if (tokens.size >= knownTokens)
    for (const [participantId, { grant }] of tokens)
      if (grant.expirationTime && grant.expirationTime.getTime() <= now) tokens.delete(participantId);
  if (tokens.size >= knownDead)
    for (const [participantId, { grant }] of tokens)
      if (!grant.expirationTime) {
        tokens.delete(participantId);
        break;
      }
  tokens.set(token.participantId, token);
}
