import { type CodedError, type ErrorCode, errorCodes, type InputFault } from "../errors.ts";
import { builder } from "./builder.ts";
import {
  IvsAccessDeniedError,
  IvsConflictError,
  IvsInternalServerError,
  IvsNotFoundError,
  IvsPendingVerificationError,
  IvsServiceQuotaExceededError,
  IvsThrottledError,
  IvsValidationError,
  IvsWriteOutcomeUnknownError,
  type ResultError,
} from "./errors.ts";

const codeValues = Object.fromEntries(
  Object.entries(errorCodes).map(([code, { means }]) => [code, { description: means }]),
);
const ErrorCodeRef = builder.enumType("IvsErrorCode", {
  description: "What went wrong, in a word that stays.",
  values: codeValues as Record<ErrorCode, { description: string }>,
});

const ErrorRef = builder.interfaceRef<ResultError>("IvsError").implement({
  description: "A mutation that did not do what it was asked.",
  fields: (t) => ({
    message: t.exposeString("message", { nullable: false, description: "What went wrong, for a person." }),
    code: t.expose("code", {
      type: ErrorCodeRef,
      nullable: false,
      description: "What went wrong, for a program.",
    }),
    retryable: t.exposeBoolean("retryable", {
      nullable: false,
      description: "Whether sending the same again later can succeed and does no harm.",
    }),
    retryAfterMs: t.exposeInt("retryAfterMs", {
      description: "After how many milliseconds to try again, where that is known.",
    }),
    requestId: t.exposeString("requestId", {
      description: "AWS's id of the call that failed, for AWS support; null when no call was answered.",
    }),
  }),
});

const FaultRef = builder.objectRef<InputFault>("IvsInputFault").implement({
  description: "One thing that is wrong with an input.",
  fields: (t) => ({
    path: t.stringList({
      nullable: false,
      description:
        "Where, from the argument's name down; places in lists are numbers from 0. Empty when AWS did not say.",
      resolve: ({ path }) => path.map(String),
    }),
    rule: t.exposeString("rule", {
      nullable: false,
      description: "The rule that is broken, in a word that stays.",
    }),
    message: t.exposeString("message", { nullable: false, description: "The rule in words." }),
  }),
});

builder.objectType(IvsValidationError, {
  name: "IvsValidationError",
  description: "The input breaks a rule of the API. Nothing was called, or AWS refused it.",
  interfaces: [ErrorRef],
  fields: (t) => ({
    faults: t.field({
      type: [FaultRef],
      nullable: false,
      description: "Everything that is wrong, not only the first thing.",
      resolve: ({ faults }) => faults,
    }),
  }),
});

builder.objectType(IvsWriteOutcomeUnknownError, {
  name: "IvsWriteOutcomeUnknownError",
  description:
    "The call was sent and no answer came: it may have taken effect, and sending it again may do it twice.",
  interfaces: [ErrorRef],
  fields: (t) => ({
    checkWith: t.exposeString("checkWith", {
      nullable: false,
      description: "How to find out whether it took effect.",
    }),
  }),
});

const plain: [new (error: CodedError) => ResultError, string, string][] = [
  [IvsAccessDeniedError, "IvsAccessDeniedError", "The gateway's AWS role may not do this."],
  [IvsNotFoundError, "IvsNotFoundError", "There is no such resource."],
  [IvsConflictError, "IvsConflictError", "The state of the resource does not allow it now."],
  [
    IvsServiceQuotaExceededError,
    "IvsServiceQuotaExceededError",
    "The account has as many of these resources as its quota allows. Not about call rates.",
  ],
  [IvsPendingVerificationError, "IvsPendingVerificationError", "AWS has yet to verify the account."],
  [IvsInternalServerError, "IvsInternalServerError", "AWS failed. What was asked may be asked again."],
  [
    IvsThrottledError,
    "IvsThrottledError",
    "The account's call rate for the operation is used up; nothing was done.",
  ],
];
for (const [Class, name, description] of plain)
  builder.objectType(Class, { name, description, interfaces: [ErrorRef] });
