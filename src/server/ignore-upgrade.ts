import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";

/** Headers that only mean something to whoever upgrades. */
const ofUpgrade = new Set(["upgrade", "http2-settings"]);

/**
 * Reads a request that offers another protocol as one that does not (RFC 9110, 7.8), as the HTTP client of Java sends its first one: with
 * `Upgrade: h2c`. node:http hands over the bare connection as soon as somebody listens to upgrades, so the request goes through the server once more.
 */
export function ignoreUpgrade(server: Server, req: IncomingMessage, socket: Duplex, head: Buffer): void {
  const lines = [`${req.method} ${req.url} HTTP/${req.httpVersion}`];
  for (let index = 0; index < req.rawHeaders.length; index += 2) {
    const [name = "", value = ""] = req.rawHeaders.slice(index, index + 2);
    const kept = name.toLowerCase() === "connection" ? withoutUpgrade(value) : value;
    if (!ofUpgrade.has(name.toLowerCase())) lines.push(`${name}: ${kept}`);
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), head]));
  server.emit("connection", socket);
}

function withoutUpgrade(connection: string): string {
  const options = connection.split(",").map((option) => option.trim());
  return options.filter((option) => !ofUpgrade.has(option.toLowerCase())).join(", ");
}
