import { describe, expect, it } from "vitest";

import { createManualClock } from "../../src/clock.ts";
import { createEmulator } from "../../src/emulator/server.ts";
import { eventBridgeTemplate } from "../../src/server/eventbridge-template.ts";

interface Template {
  Parameters: Record<string, { Type: string; AllowedPattern?: string; NoEcho?: boolean }>;
  Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
  Outputs: Record<string, unknown>;
}

const template = JSON.parse(eventBridgeTemplate()) as Template;
const { Parameters: parameters, Resources: resources } = template;

/** Every value of this name, wherever it stands. */
function valuesOf(name: string, within: unknown): unknown[] {
  if (typeof within !== "object" || within === null) return [];
  return Object.entries(within).flatMap(([key, value]) => [
    ...(key === name ? [value as unknown] : []),
    ...valuesOf(name, value),
  ]);
}

describe("the template of print-eventbridge", () => {
  it("has the rule, the connection, the destination, the role and the queue of what could not be delivered", () => {
    expect(Object.fromEntries(Object.entries(resources).map(([name, { Type }]) => [name, Type]))).toEqual({
      Rule: "AWS::Events::Rule",
      Connection: "AWS::Events::Connection",
      Destination: "AWS::Events::ApiDestination",
      DeliveryRole: "AWS::IAM::Role",
      DeadLetterQueue: "AWS::SQS::Queue",
      DeadLetterPolicy: "AWS::SQS::QueuePolicy",
    });
  });

  it("refers to nothing that it does not have", () => {
    const references = valuesOf("Ref", template);
    expect(references.length).toBeGreaterThan(4);
    const known = [...Object.keys(parameters), ...Object.keys(resources), "AWS::AccountId"];
    for (const reference of references) expect(known).toContain(reference);
    for (const reference of valuesOf("Fn::GetAtt", template)) {
      const [resource = "", attribute] = reference as string[];
      expect(Object.keys(resources)).toContain(resource);
      expect(attribute).toBe("Arn");
    }
    for (const parameter of Object.keys(parameters)) expect(references).toContain(parameter);
  });

  it("delivers to the endpoint with its key, and lets the rule do only that", () => {
    const target = { "Fn::GetAtt": ["Destination", "Arn"] };
    expect(resources["Rule"]?.Properties["Targets"]).toMatchObject([
      {
        Arn: target,
        RoleArn: { "Fn::GetAtt": ["DeliveryRole", "Arn"] },
        DeadLetterConfig: { Arn: { "Fn::GetAtt": ["DeadLetterQueue", "Arn"] } },
      },
    ]);
    expect(resources["Destination"]?.Properties).toMatchObject({
      ConnectionArn: { "Fn::GetAtt": ["Connection", "Arn"] },
      HttpMethod: "POST",
      InvocationEndpoint: { Ref: "EndpointUrl" },
    });
    expect(resources["Connection"]?.Properties).toMatchObject({
      AuthorizationType: "API_KEY",
      AuthParameters: {
        ApiKeyAuthParameters: { ApiKeyName: { Ref: "HeaderName" }, ApiKeyValue: { Ref: "Key" } },
      },
    });
    const statements = valuesOf("Statement", resources["DeliveryRole"]?.Properties["Policies"]);
    expect(statements).toEqual([
      [{ Effect: "Allow", Action: "events:InvokeApiDestination", Resource: target }],
    ]);
    expect(resources["DeadLetterPolicy"]?.Properties).toMatchObject({
      PolicyDocument: {
        Statement: [
          {
            Action: "sqs:SendMessage",
            Condition: { ArnEquals: { "aws:SourceArn": { "Fn::GetAtt": ["Rule", "Arn"] } } },
          },
        ],
      },
    });
    expect(parameters["Key"]?.NoEcho).toBe(true);
  });

  it.each([
    ["https://events.example.com/eventbridge", true],
    ["https://example.com:8443/ivs/eventbridge", true],
    ["http://events.example.com/eventbridge", false],
    ["https://events.example.com/graphql", false],
    ["https://events.example.com/eventbridge?key=x", false],
  ])("takes %s for the endpoint: %s", (url, isTaken) => {
    expect(new RegExp(parameters["EndpointUrl"]?.AllowedPattern ?? "").test(url)).toBe(isTaken);
  });

  it("matches every event that AWS tells of IVS RealTime", async () => {
    const pattern = resources["Rule"]?.Properties["EventPattern"] as Record<string, string[]>;
    expect(pattern).toEqual({
      source: ["aws.ivs"],
      "detail-type": [
        "IVS Stage Update",
        "IVS Composition State Change",
        "IVS Participant Recording State Change",
      ],
    });
    // An hour of a lively company, with recordings, replicas and compositions.
    const clock = createManualClock(Date.parse("2026-07-01T09:00:00Z"));
    const emulator = await createEmulator({ clock, port: 0, scenario: "show" });
    try {
      clock.moveTo(3_600_000);
      const { sent } = emulator.eventBridge;
      const told = new Set(sent.map((event) => event["detail-type"]));
      expect(told).toEqual(new Set(pattern["detail-type"]));
      expect(sent.filter(({ source }) => source !== "aws.ivs")).toEqual([]);
    } finally {
      await emulator.close();
    }
  });
});
