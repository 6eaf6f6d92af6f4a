import { InputError } from "../errors.ts";
import type { Identity } from "../upstream/identity.ts";

/**
 * Refuses, before any call, an ARN that cannot name a resource of this type behind this gateway: another type,
 * another Region, or another account where that is known. `path` says where in the arguments the ARN stands.
 */
export function checkArn(
  arn: string,
  type: string,
  identity: Identity,
  path: readonly (string | number)[],
): void {
  const [, , , region, account, resource = ""] = arn.split(":");
  const actual = resource.split("/")[0];
  const complain = (rule: string, message: string) => {
    throw new InputError([{ path, rule, message }]);
  };
  if (actual !== type) complain("arnType", `${arn} names a ${actual}, not a ${type}.`);
  if (region !== identity.region)
    complain("arnRegion", `${arn} is in Region ${region}; this gateway serves ${identity.region}.`);
  if (identity.account !== undefined && account !== identity.account)
    complain("arnAccount", `${arn} belongs to an account that this gateway does not serve.`);
}
