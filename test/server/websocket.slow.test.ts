import { once } from "node:events";

import { expect, it } from "vitest";
import { WebSocket } from "ws";

import { serve } from "../support/process.ts";

it("closes a thousand live sockets with 1001 on SIGTERM and ends with 0, long before its deadline", async () => {
  const service = await serve({ IVS_GRAPHQL_SHUTDOWN_MS: "30000" });
  const url = `${service.url.replace("http", "ws")}/graphql`;
  const closes: number[] = [];
  for (let n = 0; n < 1_000; n += 1) {
    const ws = new WebSocket(url, "graphql-transport-ws");
    ws.on("close", (code) => closes.push(code));
    await once(ws, "open");
    ws.send('{"type":"connection_init"}');
    await once(ws, "message");
    ws.send('{"id":"1","type":"subscribe","payload":{"query":"{ upstream { backend } }"}}');
    await once(ws, "message");
  }
  const startedAt = process.hrtime.bigint();
  service.signal("SIGTERM");
  expect(await service.exit).toEqual({ code: 0, signal: null });
  expect(Number(process.hrtime.bigint() - startedAt) / 1e6).toBeLessThan(10_000);
  expect(closes).toHaveLength(1_000);
  expect(new Set(closes)).toEqual(new Set([1001]));
});
