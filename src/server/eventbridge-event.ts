import { z } from "zod";

import { InputError } from "../errors.ts";
import type { Hint } from "../feed/hints.ts";
import { isArn, resourceTypeOf } from "../graph/arn.ts";
import type { Identity } from "../upstream/identity.ts";

/** The events that AWS sends of IVS RealTime; what else it may send one day hints at nothing yet. */
export const detailTypes = [
  "IVS Stage Update",
  "IVS Composition State Change",
  "IVS Participant Recording State Change",
] as const;

/** Why an event that is well formed hints at nothing. */
export type Disregard = "source" | "detail-type" | "account";

const name = z.string().min(1).max(128);
const arnOf = (type: string) =>
  z.string().refine((text) => isArn(text) && resourceTypeOf(text) === type, `must be the ARN of a ${type}`);

const envelope = z.object({
  source: z.string(),
  "detail-type": z.string(),
  account: z.string().regex(/^\d{12}$/, "must be the id of an account"),
  region: name,
});

const inStage = z.object({
  resources: z.tuple([arnOf("stage")]).rest(z.string()),
  detail: z.object({
    event_name: name,
    session_id: name.optional(),
    participant_id: name.optional(),
    destination_stage_arn: arnOf("stage").optional(),
    destination_session_id: name.optional(),
  }),
});

const ofComposition = z.object({
  resources: z.tuple([arnOf("composition")]).rest(z.string()),
  detail: z.object({ event_name: name, stage_arn: arnOf("stage").optional() }),
});

/**
 * What an event of Amazon EventBridge makes worth looking at; nothing of what it says has happened is believed. Throws `InputError`
 * for what is no such event. While our own account is not known, an event may be of any, but of one only.
 */
export function readEvent(body: unknown, identity: Identity): readonly Hint[] | Disregard {
  const { source, account, region, "detail-type": detailType } = parse(envelope, body);
  if (source !== "aws.ivs") return "source";
  const type = detailTypes.find((each) => each === detailType);
  if (!type) return "detail-type";
  const hints = hintsOf(type, body);
  if (region !== identity.region || account !== (identity.account ?? account)) return "account";
  const isOurs = (arn = "") => arn.startsWith(`arn:aws:ivs:${region}:${account}:`);
  const ours = hints.filter(({ compositionArn, stageArn }) => isOurs(compositionArn ?? stageArn));
  return ours.length > 0 ? ours : "account";
}

function hintsOf(type: (typeof detailTypes)[number], body: unknown): readonly Hint[] {
  if (type === "IVS Composition State Change") {
    const { resources, detail } = parse(ofComposition, body);
    return [{ kind: "composition", compositionArn: resources[0], stageArn: detail.stage_arn }];
  }
  const { resources, detail } = parse(inStage, body);
  const participantId = detail.participant_id;
  const kind = type === "IVS Stage Update" ? "stage" : "recording";
  const hint: Hint = { kind, stageArn: resources[0], sessionId: detail.session_id, participantId };
  if (detail.destination_stage_arn === undefined) return [hint];
  // A copy has the id of whom it copies.
  const [stageArn, sessionId] = [detail.destination_stage_arn, detail.destination_session_id];
  return [hint, { kind, stageArn, sessionId, participantId }];
}

function parse<Shape extends z.ZodType>(shape: Shape, body: unknown): z.infer<Shape> {
  const parsed = shape.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new InputError(
    parsed.error.issues.map(({ path, code, message }) => ({
      path: path.map((part) => (typeof part === "symbol" ? String(part) : part)),
      rule: code,
      message: `${path.join(".") || "The event"}: ${message}.`,
    })),
  );
}
