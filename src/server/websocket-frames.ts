import { GraphQLError } from "graphql";
import { MessageType } from "graphql-ws";

import type { CodedError } from "../errors.ts";
import type { Payload } from "./payload.ts";

/** The frame of an answer. Only this envelope is made for each socket. */
export function nextFrame(id: string, { text }: Payload): string {
  return `{"id":${JSON.stringify(id)},"type":"${MessageType.Next}","payload":${text}}`;
}

/** The frame with which an operation fails, given the payload that tells of it. */
export function failureFrame(id: string, { text }: Payload): string {
  const { errors } = JSON.parse(text) as { errors: readonly unknown[] };
  return JSON.stringify({ id, type: MessageType.Error, payload: errors });
}

/** The frame with which an operation is refused. */
export function errorFrame(id: string, { message, code, retryable, details }: CodedError): string {
  const error = new GraphQLError(message, {
    extensions: { code, ...(retryable && { retryable }), ...details },
  });
  return JSON.stringify({ id, type: MessageType.Error, payload: [error] });
}

export function completeFrame(id: string): string {
  return JSON.stringify({ id, type: MessageType.Complete });
}
