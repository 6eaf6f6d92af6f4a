import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

import { onTestFinished } from "vitest";

/** A way to a server that a test can interrupt. */
export interface Line {
  /** Where it begins: stands for the URL that it leads to. */
  readonly url: string;
  /** Connections that were made through it so far. */
  readonly connections: number;
  /** Cuts all connections; new ones are refused until `mend`. */
  cut(): void;
  mend(): void;
}

/** Opens a line to a server on this machine. It is closed when the test is over. */
export async function openLine(to: string): Promise<Line> {
  const { port, hostname: host } = new URL(to);
  const sockets = new Set<Socket>();
  let isCut = false;
  let connections = 0;
  const server = createServer((near) => {
    if (isCut) return void near.destroy();
    connections += 1;
    const far = connect({ port: Number(port), host });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on("error", () => other.destroy());
      one.on("close", () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
    return undefined;
  });
  const cut = () => {
    isCut = true;
    for (const socket of sockets) socket.destroy();
  };
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    cut();
    server.close();
  });
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    get connections() {
      return connections;
    },
    cut,
    mend: () => void (isCut = false),
  };
}
