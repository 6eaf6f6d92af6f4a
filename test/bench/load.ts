import { Agent, request } from "node:http";
import { performance } from "node:perf_hooks";

/** One request, repeated. */
export interface Load {
  url: string;
  method: "GET" | "POST";
  headers?: Record<string, string>;
  body?: string;
}

const concurrency = 16;

/** Sends `count` requests, sixteen at a time over kept-alive sockets; resolves with requests per second. */
export async function requestsPerSecond(load: Load, count: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  let left = count;
  const worker = async () => {
    while (left-- > 0) await send(load, agent);
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: concurrency }, worker));
  const seconds = (performance.now() - startedAt) / 1_000;
  agent.destroy();
  return count / seconds;
}

function send({ url, method, headers, body }: Load, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const req = request(url, { method, headers, agent }, (res) => {
      if (res.statusCode !== 200) reject(new Error(`${url} answered ${res.statusCode}`));
      res.resume();
      res.on("end", resolve);
    });
    req.on("error", reject);
    req.end(body);
  });
}

const rounds = 5;
const requestsPerRound = 2_000;

/** Alternates the two loads and returns the median ratio of subject to baseline, with the lowest and the highest. */
export async function compare(
  subject: Load,
  baseline: Load,
): Promise<{ ratio: number; low: number; high: number }> {
  await requestsPerSecond(baseline, 500);
  await requestsPerSecond(subject, 500);
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const base = await requestsPerSecond(baseline, requestsPerRound);
    ratios.push((await requestsPerSecond(subject, requestsPerRound)) / base);
  }
  ratios.sort((a, b) => a - b);
  return { ratio: ratios[rounds >> 1] ?? NaN, low: ratios[0] ?? NaN, high: ratios.at(-1) ?? NaN };
}
