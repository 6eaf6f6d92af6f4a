import type { IVSRealTimeClient } from "@aws-sdk/client-ivs-realtime";

/** Whose resources these are, as far as is known. IVS has no call that tells, and no second AWS service is asked. */
export interface Identity {
  readonly region: string;
  /** Twelve digits; undefined until the credentials or the first ARN seen told it. */
  readonly account: string | undefined;
}

/** Reads the Region from the client, and the account from its credentials where they carry one; later from ARNs. */
export function createIdentity(client: IVSRealTimeClient) {
  let region = "";
  let account: string | undefined;
  return {
    get region() {
      return region;
    },
    get account() {
      return account;
    },
    /** Resolves Region and credentials through the SDK's chain; rejects with an AggregateError of what is missing. */
    async resolve(): Promise<void> {
      const [where, whom] = await Promise.allSettled([client.config.region(), client.config.credentials()]);
      const missing = [where, whom]
        .filter((part) => part.status === "rejected")
        .map(({ reason }) => reason as unknown);
      if (where.status === "rejected" || whom.status === "rejected") throw new AggregateError(missing);
      region = where.value;
      account ??= whom.value.accountId;
    },
    /** Learns the account from an ARN that AWS returned. */
    saw(arn: string | undefined): void {
      account ??= arn?.split(":")[4] || undefined;
    },
  };
}
