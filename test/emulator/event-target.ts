import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import { onTestFinished } from "vitest";

import type { BridgeEvent } from "../../src/emulator/server.ts";

export interface Target {
  url: string;
  /** What arrived, in the order of arrival. */
  readonly arrived: { event: BridgeEvent; headers: IncomingHttpHeaders }[];
  /** Answers requests from now on, with 200 unless it is changed. */
  answer: (response: ServerResponse) => void;
}

/** A target of events on a free port, closed with the test. */
export async function target(): Promise<Target> {
  const made: Target = { url: "", arrived: [], answer: (response) => response.writeHead(200).end() };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const event = JSON.parse(Buffer.concat(chunks).toString()) as BridgeEvent;
      made.arrived.push({ event, headers: request.headers });
      made.answer(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  made.url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/events`;
  return made;
}
