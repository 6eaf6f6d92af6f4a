import { type KeyObject, randomUUID } from "node:crypto";

import type { ParticipantTokenCapability, StageEndpoints } from "@aws-sdk/client-ivs-realtime";
import { SignJWT } from "jose";

import type { Clock } from "../../clock.ts";
import { CodedError } from "../../errors.ts";
import { Secret } from "../../secret.ts";

/** A token as it was made, once: it cannot be read again. */
export interface ParticipantToken {
  readonly stageArn: string;
  readonly participantId: string | undefined;
  readonly token: Secret;
  readonly userId: string | undefined;
  readonly attributes: Readonly<Record<string, string>>;
  readonly durationMinutes: number | undefined;
  readonly capabilities: readonly string[] | undefined;
  readonly expirationTime: string | undefined;
}

/** What a token shall say. Checked already. */
export interface TokenClaims {
  stageArn: string;
  /** The id that the participant will have; made up when absent. */
  participantId: string | undefined;
  durationMinutes: number | undefined;
  userId: string | undefined;
  attributes: Readonly<Record<string, string>> | undefined;
  capabilities: readonly ParticipantTokenCapability[] | undefined;
}

/** Mints participant tokens without AWS. */
export interface TokenSigner {
  /**
   * Signs a token for a stage. `readEndpoints` is asked for where the stage is reached, at most once a minute per stage;
   * null means that there is no such stage. Rejects with NOT_FOUND then, and with what `readEndpoints` rejects with.
   */
  sign(claims: TokenClaims, readEndpoints: () => Promise<StageEndpoints | null>): Promise<ParticipantToken>;
  /** Reads the stage anew before the next token for it. Called when it was deleted. */
  forget(stageArn: string): void;
}

const defaultDurationMinutes = 720;
/** AWS allows 14 days. A minute is enough for a burst of joins, and a deleted stage is noticed soon. */
const endpointsLifetimeMs = 60_000;
const rememberedStages = 1_000;

/**
 * Signs with ES384 as AWS specifies self-signed tokens: `kid` is the ARN of the imported public key, exactly as GetPublicKey
 * returns it. See "Distribute participant tokens" in the IVS Real-Time Streaming user guide.
 */
export function createTokenSigner(options: {
  privateKey: KeyObject;
  publicKeyArn: string;
  clock: Clock;
}): TokenSigner {
  const { privateKey, publicKeyArn, clock } = options;
  const remembered = new Map<string, { endpoints: Promise<StageEndpoints | null>; askedAt: number }>();

  /** Signs that come together share one reading; a stage that is not there is asked for again. */
  function endpointsOf(
    stageArn: string,
    readEndpoints: () => Promise<StageEndpoints | null>,
  ): Promise<StageEndpoints | null> {
    const known = remembered.get(stageArn);
    // Whose reading it is may leave, or may spend no more, before it is there.
    if (known && clock.monotonic() - known.askedAt < endpointsLifetimeMs)
      return known.endpoints.catch(() => readEndpoints());
    const reading = { endpoints: readEndpoints(), askedAt: clock.monotonic() };
    const forget = () => {
      if (remembered.get(stageArn) === reading) remembered.delete(stageArn);
    };
    reading.endpoints.then((endpoints) => endpoints ?? forget(), forget);
    remembered.delete(stageArn);
    const [oldest] = remembered.keys();
    if (oldest !== undefined && remembered.size >= rememberedStages) remembered.delete(oldest);
    remembered.set(stageArn, reading);
    return reading.endpoints;
  }

  return {
    forget: (stageArn) => void remembered.delete(stageArn),
    async sign(claims, readEndpoints) {
      const { stageArn, participantId = randomUUID(), userId, attributes = {} } = claims;
      const { durationMinutes = defaultDurationMinutes, capabilities = ["PUBLISH", "SUBSCRIBE"] } = claims;
      const endpoints = await endpointsOf(stageArn, readEndpoints);
      if (!endpoints) throw new CodedError("NOT_FOUND", `There is no stage ${stageArn}.`);
      const { events, whip } = endpoints;
      if (!events || !whip)
        throw new CodedError("UPSTREAM_BAD_RESPONSE", `AWS did not say where ${stageArn} is reached.`);
      const issuedAt = Math.floor(clock.now() / 1_000);
      const expiresAt = issuedAt + durationMinutes * 60;
      const token = await new SignJWT({
        exp: expiresAt,
        iat: issuedAt,
        jti: participantId,
        resource: stageArn,
        topic: stageArn.slice(stageArn.lastIndexOf("/") + 1),
        events_url: events,
        whip_url: whip,
        ...(userId === undefined ? {} : { user_id: userId }),
        attributes,
        capabilities: {
          allow_publish: capabilities.includes("PUBLISH"),
          allow_subscribe: capabilities.includes("SUBSCRIBE"),
        },
        version: "1.0",
      })
        .setProtectedHeader({ alg: "ES384", typ: "JWT", kid: publicKeyArn })
        .sign(privateKey);
      return {
        stageArn,
        participantId,
        token: new Secret(token),
        userId,
        attributes,
        durationMinutes,
        capabilities,
        expirationTime: new Date(expiresAt * 1_000).toISOString(),
      };
    },
  };
}
