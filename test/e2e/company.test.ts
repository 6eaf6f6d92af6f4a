import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { type Company, routers, subgraphSecret, startCompany } from "./company.ts";

/** Following over WebSocket makes no difference to what is asked but once. */
const asking = (Object.keys(routers) as (keyof typeof routers)[]).filter(
  (kind) => kind !== "Hive Gateway over WebSocket",
);

describe.each(asking)("a company graph behind %s", (kind) => {
  let company: Company;
  beforeAll(async () => {
    company = await startCompany(kind);
  });
  afterAll(() => company?.close());
  beforeEach(async () => {
    company.asked.length = 0;
    await company.calls();
  });

  /** A stage that was made through the router. */
  async function createStage(name: string): Promise<string> {
    const { data, errors } = await company.query(
      "mutation ($name: String!) { createStage(input: { name: $name }) { ... on CreateStagePayload { stage { arn } } } }",
      { name },
    );
    expect(errors).toBeUndefined();
    await company.calls();
    company.asked.length = 0;
    return data.createStage.stage.arn;
  }

  const join = (arn: string, userId: string) =>
    company.control("POST", `stages/${arn.split("/")[1]}/participants`, { userId });

  it("answers a query that begins with stages and ends with users", async () => {
    const arn = await createStage("show");
    await join(arn, "ana-1");
    await join(arn, "ben-2");
    const { data, errors } = await company.query(
      "query ($arn: Arn!) { stage(arn: $arn) { name participants { nodes { userId user { id name } } } } }",
      { arn },
    );
    expect(errors).toBeUndefined();
    expect(data.stage.name).toBe("show");
    expect(data.stage.participants.nodes).toEqual(
      expect.arrayContaining([
        { userId: "ana-1", user: { id: "ana-1", name: "Ana" } },
        { userId: "ben-2", user: { id: "ben-2", name: "Ben" } },
      ]),
    );
    // That planner takes each key of a type for another place to look, and asks there for what leads to another subgraph.
    const asksAgain = kind === "Hive Gateway with its older planner";
    expect(await company.calls()).toEqual(
      asksAgain ? { GetStage: 1, ListParticipants: 2 } : { GetStage: 1, ListParticipants: 1 },
    );
  });

  it("answers null for what nobody knows of a user, and keeps the rest", async () => {
    const arn = await createStage("strangers");
    await join(arn, "42");
    const { data, errors } = await company.query(
      "query ($arn: Arn!) { stage(arn: $arn) { name participants { nodes { userId user { id name } } } } }",
      { arn },
    );
    expect(errors).toBeUndefined();
    expect(data.stage).toEqual({
      name: "strangers",
      participants: { nodes: [{ userId: "42", user: { id: "42", name: null } }] },
    });
  });

  it("answers a query that begins with users and ends with stages", async () => {
    const arn = await createStage("evening");
    await company.query('mutation ($arn: Arn!) { host(stageArn: $arn, userId: "dora") { id } }', { arn });
    const { data, errors } = await company.query(
      '{ user(id: "dora") { name hosts { arn name hostedBy { name } } } }',
    );
    expect(errors).toBeUndefined();
    expect(data.user).toEqual({
      name: "Dora",
      hosts: [{ arn, name: "evening", hostedBy: [{ name: "Dora" }] }],
    });
    expect(await company.calls()).toEqual({ GetStage: 1 });
  });

  it("asks for fifty references with one batch, which is one call to AWS", async () => {
    const arns: string[] = [];
    // One operation has at most 20 root fields.
    for (const made of [0, 10, 20, 30, 40]) {
      const fields = Array.from(
        { length: 10 },
        (_, index) =>
          `a${index}: createStage(input: { name: "many-${made + index}" }) { ... on CreateStagePayload { stage { arn } } }`,
      );
      const { data } = await company.query(`mutation { ${fields.join(" ")} }`);
      arns.push(...Object.values<{ stage: { arn: string } }>(data).map(({ stage }) => stage.arn));
    }
    const hosting = arns.map((arn, index) => `a${index}: host(stageArn: "${arn}", userId: "emre") { id }`);
    await company.query(`mutation { ${hosting.join(" ")} }`);
    await company.calls();
    company.asked.length = 0;
    const { data, errors } = await company.query('{ user(id: "emre") { hosts { arn name } } }');
    expect(errors).toBeUndefined();
    expect(data.user.hosts).toEqual(arns.map((arn, index) => ({ arn, name: `many-${index}` })));
    expect(company.asked).toHaveLength(1);
    expect(company.asked[0]?.query).toContain("_entities");
    expect(await company.calls()).toEqual({ ListStages: 1 });
  });

  it("gives null for a reference to what there is not, and keeps the rest", async () => {
    const arn = await createStage("there");
    const gone = `${arn.split("/")[0]}/doesNotExist`;
    for (const each of [arn, gone])
      await company.query('mutation ($arn: Arn!) { host(stageArn: $arn, userId: "fleur") { id } }', {
        arn: each,
      });
    const { data } = await company.query('{ user(id: "fleur") { hosts { arn name } } }');
    expect(data.user.hosts).toEqual([
      { arn, name: "there" },
      { arn: gone, name: null },
    ]);
  });

  it("passes on the code of an error, with the path in the graph of all", async () => {
    const arn = await createStage("good");
    for (const each of [arn, "no-arn"])
      await company.query('mutation ($arn: Arn!) { host(stageArn: $arn, userId: "goran") { id } }', {
        arn: each,
      });
    const { data, errors } = await company.query('{ user(id: "goran") { name hosts { name } } }');
    expect(data.user.name).toBe("Goran");
    expect(data.user.hosts).toEqual([{ name: "good" }, { name: null }]);
    expect(errors?.map(({ extensions }) => extensions?.["code"])).toEqual(["BAD_USER_INPUT"]);
    expect(errors?.[0]?.extensions?.["faults"]).toMatchObject([{ rule: "arn" }]);
  });

  it("passes on the code of an error of a root field", async () => {
    const { data, errors } = await company.query('{ stage(arn: "no-arn") { name } }');
    expect(data).toEqual({ stage: null });
    expect(errors).toMatchObject([{ path: ["stage"], extensions: { code: "BAD_USER_INPUT" } }]);
  });

  it("passes on what could cost too much, before any call", async () => {
    const { errors } = await company.query(
      "{ stages(first: 100) { nodes { sessions(first: 100) { nodes { participants(first: 100) { nodes { protocol } } } } } } }",
    );
    expect(errors?.[0]?.extensions).toMatchObject({ code: "QUERY_TOO_EXPENSIVE", limit: 40 });
    expect(await company.calls()).toEqual({});
  });

  it("answers mutations with the members of their unions", async () => {
    const mutation =
      "mutation ($input: CreateStageInput!) { createStage(input: $input) { __typename ... on CreateStagePayload { stage { name } } ... on IvsError { code retryable } ... on IvsValidationError { faults { path rule } } } }";
    const made = await company.query(mutation, { input: { name: "made" } });
    expect(made.data.createStage).toEqual({ __typename: "CreateStagePayload", stage: { name: "made" } });
    const refused = await company.query(mutation, { input: { name: "no/slash" } });
    expect(refused.errors).toBeUndefined();
    expect(refused.data.createStage).toEqual({
      __typename: "IvsValidationError",
      code: "BAD_USER_INPUT",
      retryable: false,
      faults: [{ path: ["input", "name"], rule: "pattern" }],
    });
    expect(await company.calls()).toEqual({ CreateStage: 1 });
  });

  it("answers a mutation whose payload goes on into the other subgraph", async () => {
    const arn = await createStage("tokens");
    const { data, errors } = await company.query(
      'mutation ($arn: Arn!) { createParticipantToken(input: { stageArn: $arn, userId: "hana-7" }) { ... on CreateParticipantTokenPayload { participantToken { userId user { name } stage { name hostedBy { id } } } } } }',
      { arn },
    );
    expect(errors).toBeUndefined();
    expect(data.createParticipantToken.participantToken).toEqual({
      userId: "hana-7",
      user: { name: "Hana" },
      stage: { name: "tokens", hostedBy: [] },
    });
  });

  it("enforces @oneOf where the gateway does", async () => {
    const { errors } = await company.query(
      "mutation ($input: StartCompositionInput!) { startComposition(input: $input) { __typename } }",
      { input: { stageArn: "arn:aws:ivs:us-west-2:123456789012:stage/abc", destinations: [{ target: {} }] } },
    );
    expect(errors?.[0]?.message).toMatch(/[Ee]xactly one/);
    expect(await company.calls()).toEqual({});
  });

  it("follows an interface and a fragment on it", async () => {
    const arn = await createStage("tagged");
    const { data, errors } = await company.query(
      'query ($arn: Arn!) { resource(arn: $arn) { __typename arn tag(key: "none") ... on Stage { name hostedBy { id } } } }',
      { arn },
    );
    expect(errors).toBeUndefined();
    expect(data.resource).toEqual({ __typename: "Stage", arn, tag: null, name: "tagged", hostedBy: [] });
  });

  it("has no node and nodes of the gateway", async () => {
    const { errors } = await company.query('{ node(id: "abc") { id } }');
    expect(errors?.[0]?.message).toMatch(/Cannot query field "node"/);
  });

  it("passes the authorization header on to every subgraph, and its own secret to the gateway only", async () => {
    const authorization = "Bearer of somebody";
    const { data } = await company.query(
      "{ authorization stages(first: 1) { nodes { name } } }",
      {},
      { authorization },
    );
    expect(data.authorization).toBe(authorization);
    expect(
      company.asked.map(({ headers }) => [headers.authorization, headers["x-ivs-subgraph-secret"]]),
    ).toEqual([[authorization, subgraphSecret]]);
  });

  it("drops the extensions of the gateway's answers", async () => {
    const { extensions } = await company.query(
      "{ upstream { backend } stages(first: 1) { nodes { asOf stale } } }",
    );
    expect((extensions as { upstream?: unknown } | undefined)?.upstream).toBeUndefined();
  });
});

describe.each(["Hive Gateway", "Apollo's gateway"] as const)(
  "a company graph with a prefix behind %s",
  (kind) => {
    let company: Company;
    beforeAll(async () => {
      company = await startCompany(kind, { IVS_GRAPHQL_PREFIX: "Live" });
    });
    afterAll(() => company?.close());

    it("writes and reads across both subgraphs in the names that are served", async () => {
      const made = await company.query(
        "mutation ($input: LiveCreateStageInput!) { liveCreateStage(input: $input) { __typename ... on LiveCreateStagePayload { stage { arn } } } }",
        { input: { name: "show" } },
      );
      expect(made.errors).toBeUndefined();
      expect(made.data.liveCreateStage.__typename).toBe("LiveCreateStagePayload");
      const { arn } = made.data.liveCreateStage.stage;
      await company.control("POST", `stages/${arn.split("/")[1]}/participants`, { userId: "ines-3" });
      await company.query('mutation ($arn: Arn!) { host(stageArn: $arn, userId: "jun") { id } }', { arn });
      await company.calls();
      const { data, errors } = await company.query(
        'query ($arn: Arn!) { user(id: "jun") { hosts { __typename name hostedBy { name } } } liveResource(arn: $arn) { __typename ... on LiveStage { participants { nodes { user { name } } } } } }',
        { arn },
      );
      expect(errors).toBeUndefined();
      expect(data).toEqual({
        user: { hosts: [{ __typename: "LiveStage", name: "show", hostedBy: [{ name: "Jun" }] }] },
        liveResource: { __typename: "LiveStage", participants: { nodes: [{ user: { name: "Ines" } }] } },
      });
    });
  },
);
