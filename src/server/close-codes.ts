import { CloseCode } from "graphql-ws";

/**
 * Why a WebSocket is closed: its code, the reason that is sent with it, and what it means. The codes from 4400 on are those of the protocol
 * graphql-transport-ws, whose clients come back after some of them and give up after others; one is ours.
 */
export const closes = {
  draining: {
    code: 1001,
    reason: "SERVER_DRAINING",
    means: "This process is shutting down. Come back, with the cursors that you have.",
  },
  tryLater: {
    code: 1013,
    reason: "Try again later",
    means: "Whoever vouches for the credentials cannot be reached now.",
  },
  badMessage: { code: CloseCode.BadRequest, reason: "Invalid message", means: "This is not the protocol." },
  notInitialised: {
    code: CloseCode.Unauthorized,
    reason: "Unauthorized",
    means: "An operation came before the connection was acknowledged.",
  },
  forbidden: {
    code: CloseCode.Forbidden,
    reason: "UNAUTHENTICATED",
    means: "The credentials in `connection_init` are not accepted.",
  },
  expired: {
    code: CloseCode.Forbidden,
    reason: "TOKEN_EXPIRED",
    means: "The credentials have expired. Come back with fresh ones.",
  },
  wrongProtocol: {
    code: CloseCode.SubprotocolNotAcceptable,
    reason: "Subprotocol not acceptable",
    means: "The only one that is spoken is `graphql-transport-ws`.",
  },
  initTimeout: {
    code: CloseCode.ConnectionInitialisationTimeout,
    reason: "Connection initialisation timeout",
    means: "No `connection_init` came in time.",
  },
  doubledId: {
    code: CloseCode.SubscriberAlreadyExists,
    reason: "Subscriber already exists",
    means: "An operation with this id is still running.",
  },
  initTwice: {
    code: CloseCode.TooManyInitialisationRequests,
    reason: "Too many initialisation requests",
    means: "There is one `connection_init` to a socket.",
  },
  flood: {
    code: CloseCode.TooManyInitialisationRequests,
    reason: "Too many messages",
    means: "More messages in a second than a socket may send.",
  },
  internal: { code: CloseCode.InternalServerError, reason: "INTERNAL", means: "A bug here; the log tells." },
  slow: {
    code: 4508,
    reason: "SLOW_CONSUMER",
    means:
      "The socket took nothing while something waited for it. Come back, with the cursors that you have.",
  },
} as const satisfies Record<string, { code: number; reason: string; means: string }>;

export type Close = (typeof closes)[keyof typeof closes];
