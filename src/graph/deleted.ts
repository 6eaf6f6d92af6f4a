import { builder } from "./builder.ts";
import { encodeGlobalId } from "./global-id.ts";

/** The payload of a mutation that deletes an object whose global id is made of its ARN. */
export function deletedPayload(name: string, typename: string, description: string) {
  return builder.objectRef<{ readonly arn: string }>(name).implement({
    description,
    fields: (t) => ({
      deletedId: t.id({
        nullable: false,
        description: "The global id that it had, to take it out of a client's cache.",
        resolve: ({ arn }) => encodeGlobalId(typename, arn),
      }),
      deletedArn: t.field({
        type: "Arn",
        nullable: false,
        description: "The ARN that it had.",
        resolve: ({ arn }) => arn,
      }),
    }),
  });
}
