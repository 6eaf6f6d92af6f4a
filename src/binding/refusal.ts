import { CodedError, InputError } from "../errors.ts";

/** What is said of a resource that a bound viewer does not see: the same whether it is there or not. */
export function notThere(arn: string | undefined): CodedError {
  return new CodedError("NOT_FOUND", `There is no ${arn === undefined || arn === "" ? "such thing" : arn}.`);
}

/** For an input by which a viewer would get out of its binding: `member` of the input must hold `demand`. */
export function outside(member: string, demand: string): InputError {
  return new InputError([
    { path: ["input", member], rule: "binding", message: `input.${member} must ${demand}.` },
  ]);
}
