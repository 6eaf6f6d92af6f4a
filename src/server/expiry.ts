import type { Clock } from "../clock.ts";
import type { Viewer } from "../viewer.ts";

/**
 * Calls `task` once the viewer's credentials have expired, in wall time, which may be set meanwhile. Returns how to call that off.
 */
export function onExpiry(
  { expiresAt }: Viewer & { readonly expiresAt?: number | undefined },
  clock: Clock,
  task: () => void,
): () => void {
  if (expiresAt === undefined) return () => {};
  let cancel = () => {};
  const wait = () => {
    const leftMs = expiresAt - clock.now();
    cancel = clock.after(Math.max(leftMs, 0), leftMs > 0 ? wait : task);
  };
  wait();
  return () => cancel();
}
