import { describe, expect, it, onTestFinished } from "vitest";

import type { Leases } from "../../src/feed/lease.ts";

/** What all leases promise those who share them; see `src/feed/lease.ts`. */
export function describeLeases(create: () => Promise<Leases>): void {
  async function start() {
    const leases = await create();
    onTestFinished(() => leases.close());
    return leases;
  }

  describe("a lease", () => {
    it("has one holder at a time, each with a higher number than the one before", async () => {
      const leases = await start();
      const first = await leases.hold("a");
      const waiting = leases.hold("a");
      const held: string[] = [];
      const noted = waiting.then(() => held.push("second"));
      const other = await leases.hold("b");
      expect(held).toEqual([]);
      expect(first.ended.aborted).toBe(false);

      await first.release();
      const second = await waiting;
      await noted;
      expect(first.ended.aborted).toBe(true);
      expect(second.ended.aborted).toBe(false);
      expect(second.fence).toBeGreaterThan(first.fence);
      await second.release();
      const third = await leases.hold("a");
      expect(third.fence).toBeGreaterThan(second.fence);
      await Promise.all([third.release(), other.release()]);
    });

    it("is over before the next one holds it", async () => {
      const leases = await start();
      const first = await leases.hold("a");
      const seen: boolean[] = [];
      const next = leases.hold("a").then(({ release }) => {
        seen.push(first.ended.aborted);
        return release();
      });
      await first.release();
      await next;
      expect(seen).toEqual([true]);
    });

    it("passes on in the order of asking, and is let go but once", async () => {
      const leases = await start();
      const first = await leases.hold("a");
      const order: string[] = [];
      const names = ["one", "two", "three"];
      const all = names.map(async (name) => {
        const tenure = await leases.hold("a");
        order.push(name);
        // What was over already must not take it from the present holder.
        await first.release();
        await tenure.release();
        await tenure.release();
      });
      await first.release();
      await Promise.all(all);
      expect(order).toEqual(names);
    });

    it("is no longer waited for by who was told to stop", async () => {
      const leases = await start();
      const first = await leases.hold("a");
      const stop = new AbortController();
      const stopped = leases.hold("a", stop.signal);
      const next = leases.hold("a");
      stop.abort(new Error("no longer wanted"));
      await expect(stopped).rejects.toThrow("no longer wanted");
      await expect(leases.hold("a", stop.signal)).rejects.toThrow("no longer wanted");
      await first.release();
      await (await next).release();
    });

    it("ends for everybody when all are closed", async () => {
      const leases = await start();
      const first = await leases.hold("a");
      const waiting = leases.hold("a");
      const closed = leases.close();
      await expect(waiting).rejects.toThrow("closed");
      await closed;
      expect(first.ended.aborted).toBe(true);
      await first.release();
      await expect(leases.hold("a")).rejects.toThrow("closed");
    });
  });
}
