import { InputError } from "../errors.ts";
import type { Identity } from "../upstream/identity.ts";
import type { InputFields } from "./builder.ts";
import { brokenBy, type Constraint, constrained } from "./constraint.ts";

/** The type in an ARN, as ARNs spell it: `stage`, `encoder-configuration`… */
export function resourceTypeOf(arn: string): string {
  return /:([a-z-]+)\/[^/]*$/.exec(arn)?.[1] ?? "";
}

const arnPattern = /^arn:aws:ivs:[a-z0-9-]+:[0-9]{12}:[a-z-]+\/[a-zA-Z0-9-]+$/;
const maxArnLength = 128;

/** Whether the text is the ARN of an IVS resource. */
export function isArn(text: string): boolean {
  return text.length <= maxArnLength && arnPattern.test(text);
}

/**
 * What an ARN must be to name a resource of this type (any type without one) behind this gateway: in its Region, and in
 * its account where that is known.
 */
export function arnConstraints(type?: string): readonly Constraint<string>[] {
  return [
    {
      rule: "arn",
      demand: "read arn:aws:ivs:<region>:<account>:<type>/<id>, with at most 128 characters",
      holds: isArn,
    },
    {
      rule: "arnType",
      demand: `be the ARN of ${/^[aeiou]/.test(type ?? "") ? "an" : "a"} ${type}`,
      holds: (arn) => type === undefined || !isArn(arn) || resourceTypeOf(arn) === type,
    },
    {
      rule: "arnRegion",
      demand: "be in the Region that this gateway serves",
      holds: (arn, { region }) => !isArn(arn) || arn.split(":")[3] === region,
    },
    {
      rule: "arnAccount",
      demand: "belong to the account that this gateway serves",
      holds: (arn, { account }) => account === undefined || !isArn(arn) || arn.split(":")[4] === account,
    },
  ];
}

/** A required input field that takes the ARN of a resource of this type, or of any without one. */
export function arnField(t: InputFields, description: string, type?: string) {
  return t.field({
    type: "Arn",
    required: true,
    description,
    extensions: constrained(...arnConstraints(type)),
  });
}

/** Refuses, before any call, an ARN that breaks `arnConstraints`. `path` says where in the arguments it stands. */
export function checkArn(
  arn: string,
  type: string | undefined,
  identity: Identity,
  path: readonly (string | number)[],
): void {
  const faults = brokenBy(arn, arnConstraints(type), path, identity);
  if (faults.length > 0) throw new InputError(faults);
}
