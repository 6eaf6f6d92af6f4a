import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";

/** This loopback port, or any free one for 0, closed again. Throws when it is not to be had; whoever listens there would be taken for ours. */
export async function freePort(port: number): Promise<number> {
  const probe = createServer().listen(port, "127.0.0.1");
  await once(probe, "listening");
  const { port: found } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return found;
}
