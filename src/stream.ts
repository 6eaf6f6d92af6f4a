/**
 * What the root field of a subscription is told of the stream that it fills. Its `subscribe` returns an iterator whose `return()`
 * settles at once and lets go of everything, also while a `next()` waits: an async generator does not.
 */
export interface Stream {
  /** The cursor of the last item that an SSE client says it has. An `after` that is given goes first. */
  readonly lastEventId: string | undefined;
  /**
   * Aborts, with a `CodedError` that tells why, when the server wants to end the stream. The iterator may then give its last item, with
   * the cursor, and finish; it has a second for that.
   */
  readonly ending: AbortSignal;
}

/** What the server looks at in an item that such an iterator gives. The item is the parent of the root field's `resolve`. */
export interface StreamItem {
  /** Where a client goes on after this item: the `id` of its event over SSE, `extensions.cursor` everywhere. */
  readonly cursor?: string | null;
  /** Items with the same name are the same thing, for everybody who asks the same of it. Without one, the same object is. */
  readonly sameAs?: string;
}
