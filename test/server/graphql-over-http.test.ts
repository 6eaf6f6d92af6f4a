import { serverAudits } from "graphql-http";
import { expect, it } from "vitest";

import { startGateway } from "../support/gateway.ts";

it("passes each of the 61 audits of GraphQL over HTTP", async () => {
  const gateway = await startGateway();
  const audits = serverAudits({ url: `${gateway.url}/graphql` });
  expect(audits).toHaveLength(61);
  const failed: string[] = [];
  for (const audit of audits) {
    const result = await audit.fn();
    if (result.status !== "ok")
      failed.push(`${audit.id} ${result.status} ${audit.name}: ${"reason" in result ? result.reason : ""}`);
  }
  expect(failed).toEqual([]);
});

it("tells who asks for application/json alone 200 of what is wrong with a document, and 4xx of what is refused", async () => {
  const gateway = await startGateway();
  const statusOf = async (query: string, accept: string, variables = {}) =>
    (await gateway.query(query, variables, { accept })).status;
  for (const wrong of ["{", "{ nothing }", "query ($arn: Arn!) { stage(arn: $arn) { name } }"]) {
    expect(await statusOf(wrong, "application/json")).toBe(200);
    expect(await statusOf(wrong, "application/json, */*;q=0.1")).toBe(400);
    expect(await statusOf(wrong, "*/*")).toBe(400);
    expect(await statusOf(wrong, "application/graphql-response+json, application/json;q=0.9")).toBe(400);
  }
  const deep = `{ upstream { ${"region ".repeat(400)} } }`;
  expect(await statusOf(deep, "application/json")).toBe(413);
  expect(await statusOf("{ nothing }", "*/*")).toBe(400);
});
