import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { IVSRealTimeClient } from "@aws-sdk/client-ivs-realtime";
import { onTestFinished } from "vitest";

import { createManualClock, type ManualClock } from "../../src/clock.ts";
import { createEmulator, type Emulator, type EmulatorOptions } from "../../src/emulator/server.ts";

export const startAt = Date.UTC(2026, 6, 1, 10);

export interface Started {
  emulator: Emulator;
  client: IVSRealTimeClient;
  clock: ManualClock;
}

/** An emulator on a manual clock and a real client of it, both closed with the test. Throttles only when asked. */
export async function start(options: Partial<Omit<EmulatorOptions, "clock">> = {}): Promise<Started> {
  const clock = createManualClock(startAt);
  const emulator = await createEmulator({
    clock,
    ...options,
    settings: { throttle: "off", ...options.settings },
  });
  const client = clientOf(emulator);
  onTestFinished(async () => {
    client.destroy();
    await emulator.close();
  });
  return { emulator, client, clock };
}

/** A client that makes one attempt; the caller of `start` need not destroy a second one before the test ends. */
export function clientOf(emulator: Pick<Emulator, "url" | "region">): IVSRealTimeClient {
  return new IVSRealTimeClient({
    endpoint: emulator.url,
    region: emulator.region,
    credentials: { accessKeyId: "x", secretAccessKey: "y" },
    maxAttempts: 1,
  });
}

/** What went wrong with a call, in the parts that a client can tell apart; undefined when nothing did. */
export async function failureOf(
  call: Promise<unknown>,
): Promise<{ name: string; status: number | undefined; text: string } | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const { $metadata, exceptionMessage } = error as Error & {
      $metadata?: { httpStatusCode?: number };
      exceptionMessage?: string;
    };
    return { name: error.name, status: $metadata?.httpStatusCode, text: exceptionMessage ?? error.message };
  }
}

export interface RawAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

export const signed = {
  authorization:
    "AWS4-HMAC-SHA256 Credential=x/20260701/us-west-2/ivs/aws4_request, SignedHeaders=host, Signature=00",
};

/** One request below the SDK: any path, header and body. Signed unless the headers say otherwise. */
export function raw(
  { url }: Pick<Emulator, "url">,
  method: string,
  path: string,
  body?: string | Buffer,
  headers: Record<string, string> = signed,
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { hostname: hostname.replace(/[[\]]/g, ""), port, method, path, headers, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

/** Resolves once `holds` does, letting the event loop turn; fails the test by its timeout otherwise. */
export async function eventually(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}
