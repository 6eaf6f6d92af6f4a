import { WebSocket } from "ws";

import type { Clock } from "../clock.ts";
import type { Close } from "./close-codes.ts";

/** How long a peer has to answer that a socket is being closed. */
const goodbyeMs = 2_000;

/** Tells the peer why its socket is closed, and cuts it when that is not answered. Closing one that is closed is nothing. */
export function closeSocket(ws: WebSocket, { code, reason }: Close, clock: Clock): void {
  if (ws.readyState !== WebSocket.OPEN) return;
  ws.close(code, reason);
  cutSoon(ws, clock);
}

/** Cuts a socket that is being closed, unless its peer answers that before. */
export function cutSoon(ws: WebSocket, clock: Clock): void {
  const cancel = clock.after(goodbyeMs, () => ws.terminate());
  ws.once("close", cancel);
}
