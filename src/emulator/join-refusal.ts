/** Why nobody joins with a token, in the words of the web broadcast SDK. */
export type RefusalReason =
  | "TOKEN_MALFORMED"
  | "TOKEN_EXPIRED"
  | "TOKEN_NOT_ALLOWED"
  | "STAGE_DELETED"
  | "PARTICIPANT_DISCONNECTED";

/** A join or an exchange that is refused; leaves no event behind. */
export class JoinRefusal extends Error {
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason, message: string) {
    super(`${reason}: ${message}`);
    this.name = "JoinRefusal";
    this.reason = reason;
  }
}
