/** One event as Amazon EventBridge hands it to a target. */
export interface BridgeEvent {
  version: "0";
  id: string;
  "detail-type": string;
  source: "aws.ivs";
  account: string;
  time: string;
  region: string;
  resources: [arn: string];
  detail: Record<string, unknown>;
}
