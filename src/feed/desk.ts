import type { ReadOperation } from "../upstream/operations.ts";
import type { Asker, Desk, Offer, Offers, Place, Schedule } from "./subject.ts";
import type { Writer } from "./writer.ts";

/** So many calls of a topic have to fail one after the other before it counts as failing. */
const failuresUntilFailing = 3;

/** The desk of one opening of a topic: asks for nothing while there is too much to write, and notes how calls end. */
export function createDesk<Item>(options: {
  schedule: Schedule;
  writer: Writer;
  opening: string;
  isNewLog: boolean;
  stored: string | undefined;
  followers: () => number;
  changed: () => void;
}): Desk<Item> & { readonly isFailing: boolean; wake(): void; close(): void } {
  const { schedule, writer, opening, isNewLog, stored, followers, changed } = options;
  const places = new Set<Place>();
  let failures = 0;
  let isClosed = false;

  function ended(ok: boolean): void {
    const before = failures;
    failures = ok ? 0 : failures + 1;
    if (before >= failuresUntilFailing !== failures >= failuresUntilFailing) changed();
  }

  function noted(offer: Offer<ReadOperation>): Offer<ReadOperation> {
    return {
      urgency: offer.urgency,
      dueAt: offer.dueAt,
      take() {
        const call = offer.take();
        return {
          input: call.input,
          answered(reading) {
            if (isClosed) return;
            call.answered(reading);
            ended(true);
          },
          failed(error) {
            if (isClosed) return;
            call.failed(error);
            ended(false);
          },
        };
      },
    };
  }

  function guarded(offers: Offers): Offers {
    const names = Object.keys(offers) as ReadOperation[];
    const entries = names.map((name) => [
      name,
      (now: number) =>
        writer.isFull
          ? []
          : ((offers[name]?.(now) ?? []) as readonly Offer<ReadOperation>[]).map((offer) => noted(offer)),
    ]);
    return Object.fromEntries(entries) as Offers;
  }

  return {
    opening,
    isNewLog,
    stored,
    store: writer.store,
    followers,
    changed: () => void (isClosed || changed()),
    emit(drafts) {
      if (!isClosed && drafts.length > 0) writer.add(drafts);
    },
    enter(asker: Asker): Place {
      const place = schedule.enter({ offers: guarded(asker.offers), weight: asker.weight });
      places.add(place);
      return {
        wake: place.wake,
        leave() {
          places.delete(place);
          place.leave();
        },
      };
    },
    get isFailing() {
      return failures >= failuresUntilFailing;
    },
    /** To be called when there is room for more to write. */
    wake() {
      for (const place of places) place.wake();
    },
    /** Nothing that was asked for is answered, and nothing written, from then on. */
    close() {
      isClosed = true;
      for (const place of places) place.leave();
      places.clear();
    },
  };
}
