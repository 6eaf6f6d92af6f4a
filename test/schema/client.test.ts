import { isAbstractType, print } from "graphql";
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { expect, it } from "vitest";

import { CreateStageDocument, StageDocument } from "../../schema/client/graphql.ts";
import possible from "../../schema/client/possible-types.ts";
import { schema } from "../../src/graph/index.ts";
import { startGateway } from "../support/gateway.ts";

/** A client as an application would write one: the document says what goes in and what comes out. */
async function ask<Result, Variables extends Record<string, unknown>>(
  gateway: Awaited<ReturnType<typeof startGateway>>,
  document: TypedDocumentNode<Result, Variables>,
  variables: Variables,
): Promise<Result> {
  const { data } = await gateway.query(print(document), variables);
  return data as Result;
}

it("typed documents give typed answers", async () => {
  const gateway = await startGateway();
  const { createStage } = await ask(gateway, CreateStageDocument, { name: "typed" });
  if (createStage?.__typename !== "CreateStagePayload") throw new Error("The stage was not created.");
  const { arn, name } = createStage.stage;
  const { stage } = await ask(gateway, StageDocument, { arn });
  const found: string | null | undefined = stage?.name;
  expect([name, found]).toEqual(["typed", "typed"]);
});

it("possibleTypes names every member of every interface and union", () => {
  const members = Object.values(schema.getTypeMap())
    .filter((type) => isAbstractType(type))
    .map((type) => [
      type.name,
      schema
        .getPossibleTypes(type)
        .map(({ name }) => name)
        .toSorted(),
    ]);
  const listed = Object.entries(possible.possibleTypes).map(([name, types]) => [name, types.toSorted()]);
  expect(Object.fromEntries(listed)).toEqual(Object.fromEntries(members));
});
