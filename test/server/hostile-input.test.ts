import { describe, expect, it } from "vitest";

import { startGateway } from "../support/gateway.ts";

const account = "123456789012";
const stageArn = (rest: string) => `arn:aws:ivs:us-west-2:${account}:stage/${rest}`;

const post = (body: string) => ({ method: "POST", headers: { "content-type": "application/json" }, body });

describe("an ARN", () => {
  it.each([
    ["of another account", "arn:aws:ivs:us-west-2:999999999999:stage/abcdefgh1234"],
    ["of another Region", `arn:aws:ivs:eu-west-1:${account}:stage/abcdefgh1234`],
    ["of another partition", `arn:aws-cn:ivs:us-west-2:${account}:stage/abcdefgh1234`],
    ["of another service", `arn:aws:s3:us-west-2:${account}:stage/abcdefgh1234`],
    ["of another kind", `arn:aws:ivs:us-west-2:${account}:composition/abcdefgh1234`],
    ["with a line break", stageArn("a\r\nhost: evil.example")],
    ["that climbs", stageArn("../public-key/a")],
    ["that climbs, encoded", stageArn("%2e%2e%2fpublic-key")],
    ["with NUL", stageArn("a\u0000")],
    ["with an escape sequence", stageArn("\u001B[2J")],
    ["with a lone surrogate", stageArn("\uD800")],
    ["of 90,000 letters", stageArn("a".repeat(90_000))],
    ["that is a name every object has", "__proto__"],
  ])("%s is refused, or names nothing, without a call to elsewhere", async (_what, arn) => {
    const gateway = await startGateway();
    gateway.emulator.stages.create({ name: "tells-the-account" });
    await gateway.query("{ stages { nodes { name } } }");
    gateway.emulator.resetCalls();
    const read = await gateway.query("query ($arn: Arn!) { stage(arn: $arn) { name } }", { arn });
    expect(JSON.stringify(read.errors)).toContain("BAD_USER_INPUT");
    const write = await gateway.query(
      "mutation ($arn: Arn!) { deleteStage(input: { arn: $arn }) { ... on IvsError { code } } }",
      { arn },
    );
    expect(JSON.stringify([write.data, write.errors])).toContain("BAD_USER_INPUT");
    expect(gateway.emulator.calls).toEqual({});
  });
});

describe("a value", () => {
  it.each([
    ["beyond 32 bits", "2147483648"],
    ["beyond what is exact", "9007199254740993"],
    ["without end", "1e400"],
    ["that is a fraction", "1.5"],
    ["that is text", '"10"'],
    ["that is a list", "[[1]]"],
    ["below nought", "-1"],
    ["of nought", "0"],
  ])("%s is no number of things", async (_what, first) => {
    const gateway = await startGateway();
    const query = "query ($first: Int) { stages(first: $first) { nodes { name } } }";
    const { text } = await gateway.fetch(
      "/graphql",
      post(`{"query":"${query}","variables":{"first":${first}}}`),
    );
    expect(text).toContain("BAD_USER_INPUT");
    expect(gateway.emulator.calls).toEqual({});
  });

  it("that is not JSON is no request", async () => {
    const gateway = await startGateway();
    const { status, text } = await gateway.fetch(
      "/graphql",
      post('{"query":"{ __typename }","variables":{"a":NaN}}'),
    );
    expect([status, text]).toEqual([400, expect.stringContaining("BAD_USER_INPUT")]);
  });

  it.each(["__proto__", "constructor", "prototype", "toString"])(
    "under the name %s changes nothing for others",
    async (name) => {
      const gateway = await startGateway();
      for (const body of [
        `{"query":"{ __typename }","variables":{"${name}":{"polluted":true}}}`,
        `{"query":"{ __typename }","extensions":{"${name}":{"polluted":true}}}`,
        `{"query":"query ($filter: StageFilter) { stages(filter: $filter) { nodes { name } } }","variables":{"filter":{"${name}":{"polluted":true}}}}`,
        `{"query":"{ ${name}: __typename }"}`,
        `{"${name}":{"polluted":true},"query":"{ __typename }"}`,
      ]) {
        const { status } = await gateway.fetch("/graphql", post(body));
        expect(status).toBeLessThan(500);
      }
      expect(Reflect.get({}, "polluted")).toBeUndefined();
      expect((await gateway.query("{ __typename }")).data).toEqual({ __typename: "Query" });
    },
  );
});

describe("what people write into a token", () => {
  const token = `mutation ($input: CreateParticipantTokenInput!) { createParticipantToken(input: $input) {
    ... on IvsError { code } ... on CreateParticipantTokenPayload { participantToken { participantId } } } }`;
  const ask = async (value: string, key = "k") => {
    const gateway = await startGateway();
    const { arn } = gateway.emulator.stages.create({ name: "a" });
    const input = { stageArn: arn, attributes: [{ key, value }] };
    const { data, errors } = await gateway.query(token, { input });
    return { text: JSON.stringify([data, errors]), calls: gateway.emulator.calls };
  };

  it("may be 1,024 bytes in UTF-8, and not one more", async () => {
    expect((await ask("ü".repeat(511))).text).toContain("participantId");
    const { text, calls } = await ask("ü".repeat(512));
    expect([text, calls]).toEqual([expect.stringContaining("BAD_USER_INPUT"), {}]);
  });

  it.each(["\uD800", "\u0000", "\u001B[31m"])("is never our fault: %j", async (value) => {
    expect((await ask(value)).text).not.toContain("INTERNAL");
    expect((await ask("v", value)).text).not.toContain("INTERNAL");
  });
});
