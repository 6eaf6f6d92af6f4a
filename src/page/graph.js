/**
 * @typedef {{ message: string, extensions?: { code?: string, retryable?: boolean } }} GraphError
 * @typedef {{ data?: any, errors?: GraphError[], extensions?: { cursor?: string } }} Answer
 * @typedef {{ query: string, variables?: Record<string, unknown>, next(answer: Answer): void, failed(errors: GraphError[]): void, complete?(): void }} Asked
 * @typedef {Asked & { after?: string | undefined, again?: ReturnType<typeof setTimeout> | undefined }} Operation
 * @typedef {"connecting" | "open" | "waiting" | "refused"} State
 */

/** Nothing came for so long: the connection is dead, though nobody has said so. */
const silentMs = 25_000;
const pingMs = 10_000;
const longestPauseMs = 15_000;
/** After so long what was refused for now is asked again. */
const againMs = 3_000;
/** The credentials are not accepted, or not any more. */
const forbidden = 4403;

/** Cursors that are good for nothing any more: what follows begins anew. */
const lostCursors = new Set(["CURSOR_EXPIRED", "CURSOR_INVALID"]);

/**
 * The graph over one WebSocket, which comes back by itself. A subscription whose query has the variable `$after` goes on where it was.
 *
 * @param {{ credentials(): Record<string, string>, changed(state: State, retryAtMs?: number): void }} options
 */
export function connect({ credentials, changed }) {
  /** @type {Map<string, Operation>} */
  const operations = new Map();
  /** @type {WebSocket | undefined} */
  let socket;
  let isReady = false;
  let heardAt = 0;
  let failures = 0;
  let lastId = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  function open() {
    clearTimeout(timer);
    timer = undefined;
    changed("connecting");
    const opened = new WebSocket(
      new URL("/graphql", location.href.replace(/^http/, "ws")),
      "graphql-transport-ws",
    );
    socket = opened;
    heardAt = Date.now();
    opened.addEventListener("open", () =>
      opened.send(JSON.stringify({ type: "connection_init", payload: credentials() })),
    );
    opened.addEventListener("message", ({ data }) => {
      heardAt = Date.now();
      if (socket === opened) take(JSON.parse(data));
    });
    opened.addEventListener("close", ({ code }) => {
      if (socket === opened) lost(code);
    });
  }

  /** @param {number} code */
  function lost(code) {
    socket = undefined;
    isReady = false;
    if (code === forbidden) return changed("refused");
    const pauseMs = Math.min(longestPauseMs, 500 * 2 ** failures) * (0.5 + Math.random() / 2);
    failures += 1;
    timer = setTimeout(open, pauseMs);
    changed("waiting", Date.now() + pauseMs);
  }

  /** @param {{ type: string, id?: string, payload?: any }} message */
  function take({ type, id = "", payload }) {
    if (type === "connection_ack") {
      isReady = true;
      failures = 0;
      for (const each of operations.keys()) start(each);
      // Whoever is told may ask for more, which starts at once.
      changed("open");
    }
    if (type === "ping") socket?.send(JSON.stringify({ type: "pong" }));
    const operation = operations.get(id);
    if (!operation) return;
    if (type === "next") {
      operation.after = payload.extensions?.cursor ?? operation.after;
      operation.next(payload);
    }
    if (type === "error") fail(id, operation, payload);
    if (type === "complete") {
      operations.delete(id);
      operation.complete?.();
    }
  }

  /**
   * @param {string} id
   * @param {Operation} operation
   * @param {GraphError[]} errors
   */
  function fail(id, operation, errors) {
    if (
      operation.after !== undefined &&
      errors.some(({ extensions }) => lostCursors.has(extensions?.code ?? ""))
    ) {
      operation.after = undefined;
      return start(id);
    }
    operation.failed(errors);
    if (errors.some(({ extensions }) => extensions?.retryable))
      operation.again = setTimeout(start, againMs, id);
    else operations.delete(id);
  }

  /** @param {string} id */
  function start(id) {
    const operation = operations.get(id);
    if (!operation || !isReady) return;
    // It may be due once more although a new connection has begun it already.
    clearTimeout(operation.again);
    const { query, variables, after } = operation;
    const payload = { query, variables: { ...variables, ...(after !== undefined && { after }) } };
    socket?.send(JSON.stringify({ id, type: "subscribe", payload }));
  }

  setInterval(() => {
    if (!socket) return;
    if (Date.now() - heardAt > silentMs) {
      // What is closed here says so only after its other end was given time to answer.
      socket.close();
      lost(0);
    } else if (isReady) socket.send(JSON.stringify({ type: "ping" }));
  }, pingMs);

  function hurry() {
    if (socket || timer === undefined) return;
    failures = 0;
    open();
  }
  addEventListener("online", hurry);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) hurry();
  });

  return {
    /** Connects with the credentials that there are now. */
    open,
    /**
     * Asks until it is answered to its end, over as many connections as that takes. Returns how to stop.
     *
     * @param {Asked} asked
     */
    ask(asked) {
      const id = String((lastId += 1));
      operations.set(id, { ...asked });
      start(id);
      return () => {
        if (operations.delete(id) && isReady) socket?.send(JSON.stringify({ id, type: "complete" }));
      };
    },
  };
}
