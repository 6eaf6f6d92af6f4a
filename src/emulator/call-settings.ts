import { count, isCount, isDuration, milliseconds, oneOf, perOperation, yesOrNo } from "./setting-rule.ts";

const throttleForms = ["TooManyRequests429", "Throttling400", "Throttling429", "off"] as const;
const eventOrders = ["newest", "oldest", "shuffled"] as const;
/** Orders that a list can come in. */
export const listOrders = ["created", "newest", "shuffled"] as const;

/** How calls are admitted and answered, apart from what an operation does. */
export const callRules = {
  throttle: oneOf(
    throttleForms,
    "TooManyRequests429",
    "What a call above the quota is told; `off` admits everything. AWS documents no form for this service. The default is API Gateway's answer, " +
      "because the service stands behind API Gateway; the others are those of AWS's common errors page and of the sibling services' models.",
  ),
  quotaPerSecond: perOperation(
    "Calls per second, for operations that shall differ from AWS's own quota.",
    "whole numbers from 0",
    isCount,
  ),
  throttleWindow: oneOf(
    ["sliding", "fixedSecond"],
    "sliding",
    "What a second is to the quota: any second, or one of the clock's own. AWS says calls per second and no more; the default is the stricter one.",
  ),
  throttleBurst: count(
    0,
    "Calls that go above the quota, once; one comes back each second. AWS documents no burst: who keeps to none keeps to anything.",
  ),
  latencyMs: milliseconds(
    0,
    "Time on the clock before any call is handled; with none a clock that stands still need not move.",
  ),
  operationLatencyMs: perOperation(
    "The same for operations that take longer, such as CreateStorageConfiguration.",
    "numbers of milliseconds from 0",
    isDuration,
  ),
  pendingVerification: yesOrNo(
    false,
    "Whether the account waits for AWS's approval, which refuses writes with PendingVerification.",
  ),
  listOrder: oneOf(
    listOrders,
    "created",
    "The order of every list but ListParticipantEvents. AWS documents none; `shuffled` finds clients that rely on one.",
  ),
  eventOrder: oneOf(
    eventOrders,
    "newest",
    "The order of ListParticipantEvents. AWS's own samples contradict each other; the default is that of the later one.",
  ),
  wholeSecondEvents: yesOrNo(
    true,
    "Whether events show whole seconds, as in all of AWS's samples, so that ties are the rule.",
  ),
  eventDelayMs: milliseconds(
    0,
    "How long an event takes to be listed. AWS promises nothing; with none a clock that stands still need not move.",
  ),
  readLagMs: milliseconds(
    0,
    "How far Get and List operations are behind the writes. AWS promises no consistency, and nobody has reported a lag. " +
      "Changes that follow each other within a 32nd of it are seen together.",
  ),
  pageFill: oneOf(
    ["full", "short", "empty"],
    "full",
    "How many elements a page has: as many as asked for, half of that, or none on every other page. AWS says that a page has at most what was asked for.",
  ),
  repeatRows: yesOrNo(
    false,
    "Whether a page begins with the last element of the one before. AWS promises neither; most services repeat none.",
  ),
  pageTokenLifetimeMs: milliseconds(
    86_400_000,
    "How long a page token is honoured. AWS documents no lifetime; a day is usual elsewhere in AWS.",
  ),
  unknownParent: oneOf(
    ["empty", "validation", "notFound"],
    "empty",
    "What the lists of a stage or a session answer when that does not exist: nothing to see, or a 400, or a 404. " +
      "The model knows no 404 for them, which makes the default.",
  ),
  deletedStageReadableMs: milliseconds(
    0,
    "How long sessions, participants and events of a deleted stage can be read, in lists and by their IDs. AWS does not say; " +
      "the stage itself is gone at once, so by default they are too.",
  ),
};
