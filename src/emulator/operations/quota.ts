import { failure } from "../aws-error.ts";

/** Throws ServiceQuotaExceededException when `held` leaves no room for one more. */
export function requireRoom(held: { readonly size: number }, quota: number, what: string): void {
  if (held.size >= quota)
    throw failure("ServiceQuotaExceededException", `The quota of ${quota} ${what} has been reached`);
}
