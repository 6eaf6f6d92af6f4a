import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";

import { expect, it, onTestFinished } from "vitest";

import { closedPort } from "../support/process.ts";
import { listens } from "./listen.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

interface Room {
  readonly name: string;
  readonly hostedBy: { name: string }[];
  readonly participants: { nodes: { user: { name: string; hosts: { name: string }[] } | null }[] };
}

/** Runs the example as a visitor does. What it started writes where it does, so that its streams close when the last of these has ended. */
function visit(port: number) {
  const child = spawn(process.execPath, ["--import", "tsx", "test/e2e/federation.ts"], {
    cwd: root,
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], PORT: String(port) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => void said.push(text));
  return { child, ended: once(child, "close"), said: () => said.join("") };
}

it("npm run federation takes no other server for its own, and says that the port is not free", async () => {
  const other = createServer((_request, response) => response.end()).listen(0, "127.0.0.1");
  await once(other, "listening");
  onTestFinished(() => void other.close());
  const { port } = other.address() as AddressInfo;
  const { ended, said } = visit(port);
  expect([await ended, said()]).toEqual([
    [1, null],
    expect.stringMatching(
      `^Port ${port} is not free\\. Set PORT to one that is, or to 0 for any\\. .*EADDRINUSE`,
    ),
  ]);
});

it.each(["Starting the users", "Composing both"])(
  "npm run federation leaves nothing behind when it is ended at: %s",
  async (step) => {
    const { child, ended, said } = visit(await closedPort());
    await expect.poll(said, { timeout: 50_000, interval: 20 }).toContain(step);
    child.kill("SIGINT");
    expect(await ended).toEqual([0, null]);
  },
);

it("npm run federation starts the whole graph, shows what to ask, and ends without a trace", async () => {
  const port = await closedPort();
  const { child, ended, said } = visit(port);
  await expect.poll(said, { timeout: 50_000, interval: 100 }).toContain("Ctrl-C ends it.");

  const address = (label: string) =>
    new RegExp(`^ {2}${label} +(\\S+)`, "m").exec(said())?.[1]?.replace(/,$/, "") ?? "";
  const graph = address("graph");
  expect(new URL(graph).port).toBe(String(port));
  const query = /Ask across both:\n\n([\s\S]*?)\n\nCtrl-C/.exec(said())?.[1] ?? "";
  const response = await fetch(graph, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, operationName: "Rooms" }),
  });
  const { data, errors } = (await response.json()) as {
    data: { stages: { nodes: Room[] } };
    errors?: unknown;
  };
  expect(errors).toBeUndefined();
  expect(data.stages.nodes).toHaveLength(3);
  for (const { name, hostedBy, participants } of data.stages.nodes) {
    expect(hostedBy).toEqual([{ name: expect.any(String) }]);
    const hosts = participants.nodes.filter(({ user }) => user?.hosts.some((hosted) => hosted.name === name));
    expect(hosts.map(({ user }) => user?.name)).toEqual([hostedBy[0]?.name]);
  }
  const listener = listens.SSE(graph, { query, operationName: "Live" });
  onTestFinished(() => listener.leave());
  await expect
    .poll(() => JSON.stringify(listener.answers), { timeout: 20_000, interval: 100 })
    .toMatch(/ParticipantEventOccurred.*"user":\{"name":"/);
  const page = await fetch(graph, { headers: { accept: "text/html" } });
  expect(await page.text()).toContain("A company graph");

  child.kill("SIGINT");
  expect(await ended).toEqual([0, null]);
  for (const url of [graph, address("stages"), address("users")])
    await expect(fetch(url), url).rejects.toThrow("fetch failed");
});
