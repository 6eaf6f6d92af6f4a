import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

import { CodedError } from "../errors.ts";
import type { Secret } from "../secret.ts";
import type { Resumption } from "./delivery.ts";
import type { Position } from "./journal.ts";
import { type Field, pack, unpack } from "./pack.ts";

/** What a client hands back to go on where it was. */
export interface Bookmark extends Position {
  readonly sessionId?: string | undefined;
  /** As AWS wrote it: every event of every participant up to this time had been read. Absent while that is not known. */
  readonly sweptThrough?: string | undefined;
}

/** Bookmarks as opaque text of about 90 characters. */
export interface Cursors {
  /** Whether the key was made at start, so that no cursor outlives this process. */
  readonly endWithProcess: boolean;
  write(topic: string, bookmark: Bookmark): string;
  /**
   * Throws CURSOR_INVALID for what was not written here for this topic, and CURSOR_EXPIRED for what was signed with a key that is not
   * known, which is all that can be told of it.
   */
  read(topic: string, cursor: string): Bookmark;
}

/** The cursor of a place in the log of a topic. */
export function writeResumption(cursors: Cursors, topic: string, { position, mark }: Resumption): string {
  const { session: sessionId, sweptThrough } = mark;
  return cursors.write(topic, { ...position, sessionId, sweptThrough });
}

/** The reverse. Throws as `Cursors.read` does. */
export function readResumption(cursors: Cursors, topic: string, cursor: string): Resumption {
  const { epoch, seq, sessionId, sweptThrough } = cursors.read(topic, cursor);
  return { position: { epoch, seq }, mark: { session: sessionId, sweptThrough } };
}

/** Changes with the fields. */
const version = 1;
const keyIdBytes = 4;
const headBytes = 1 + keyIdBytes;
/** 128 bits of HMAC-SHA256. */
const proofBytes = 16;
/** Longer texts are not looked at. */
const maxLength = 400;

/** The first secret signs, all of them verify; without any, a key is made that is gone with the process. */
export function createCursors(secrets: readonly Secret[]): Cursors {
  const endWithProcess = secrets.length === 0;
  const keys = (endWithProcess ? [randomBytes(32)] : secrets.map((secret) => secret.reveal())).map(keyFrom);

  return {
    endWithProcess,
    write(topic, { epoch, seq, sessionId, sweptThrough }) {
      const key = keys[0];
      if (!key) throw new Error("There is no key.");
      const swept = sweptThrough === undefined ? undefined : Date.parse(sweptThrough);
      const fields = pack([epoch, seq, sessionId, swept]);
      const head = Buffer.concat([Buffer.of(version), key.id]);
      const proof = proofOf(key, topic, head, fields);
      return Buffer.concat([head, fields, proof]).toString("base64url");
    },
    read(topic, cursor) {
      const bytes = Buffer.from(cursor.length <= maxLength ? cursor : "", "base64url");
      // Bytes have one spelling: a cursor can be compared as text.
      if (
        bytes[0] !== version ||
        bytes.length < headBytes + proofBytes ||
        bytes.toString("base64url") !== cursor
      )
        throw invalid();
      const head = bytes.subarray(0, headBytes);
      const key = keys.find(({ id }) => id.equals(head.subarray(1)));
      if (!key)
        throw new CodedError(
          "CURSOR_EXPIRED",
          "after was signed with a key that is gone: begin without it, and drop what you have by its id.",
        );
      const fields = bytes.subarray(headBytes, -proofBytes);
      if (!timingSafeEqual(proofOf(key, topic, head, fields), bytes.subarray(-proofBytes))) throw invalid();
      return bookmarkOf(unpack(fields));
    },
  };
}

interface Key {
  /** Tells keys apart, and nothing of them. */
  readonly id: Buffer;
  readonly bytes: Buffer;
}

function keyFrom(secret: string | Buffer): Key {
  const derived = (purpose: string) => createHmac("sha256", secret).update(purpose).digest();
  return { id: derived("cursor key id").subarray(0, keyIdBytes), bytes: derived("cursor key") };
}

/** The topic is not in the text, only in the proof: a cursor of another stage does not verify. */
function proofOf({ bytes }: Key, topic: string, head: Buffer, fields: Buffer): Buffer {
  const proof = createHmac("sha256", bytes)
    .update(pack([topic]))
    .update(head)
    .update(fields);
  return proof.digest().subarray(0, proofBytes);
}

function bookmarkOf([epoch, seq, sessionId, swept]: readonly Field[]): Bookmark {
  if (typeof epoch !== "string" || typeof seq !== "number") throw invalid();
  return {
    epoch,
    seq,
    ...(typeof sessionId === "string" && { sessionId }),
    ...(typeof swept === "number" && { sweptThrough: new Date(swept).toISOString() }),
  };
}

function invalid(): CodedError {
  return new CodedError(
    "CURSOR_INVALID",
    "after is no cursor of this stream, or was changed: begin without it.",
  );
}
