import { detailTypes } from "./eventbridge-event.ts";

/** A hint that is older helps nobody: the poller has looked meanwhile. */
const maxAgeSeconds = 300;
const twoWeeksSeconds = 14 * 24 * 60 * 60;

/**
 * The CloudFormation template that makes Amazon EventBridge deliver what it knows of IVS RealTime to `/eventbridge`, as JSON. It is to be
 * deployed in the Region of the stages.
 */
export function eventBridgeTemplate(): string {
  const template = {
    AWSTemplateFormatVersion: "2010-09-09",
    Description:
      "Delivers the events of Amazon IVS RealTime to ivs-realtime-graphql, which looks sooner for it. Deploy it in the Region of the stages.",
    Parameters: {
      EndpointUrl: {
        Type: "String",
        Description: "Where the gateway takes events, as AWS reaches it: https://<host>/eventbridge.",
        AllowedPattern: "^https://[^\\s?#]+/eventbridge$",
      },
      Key: {
        Type: "String",
        NoEcho: true,
        Description: "The value of IVS_GRAPHQL_EVENTBRIDGE_KEY.",
        AllowedPattern: "^[!-~]{16,512}$",
      },
      HeaderName: {
        Type: "String",
        Default: "x-api-key",
        Description: "The value of IVS_GRAPHQL_EVENTBRIDGE_HEADER.",
        AllowedPattern: "^[A-Za-z0-9-]{1,64}$",
      },
      DeliveriesPerSecond: {
        Type: "Number",
        Default: 100,
        MinValue: 1,
        MaxValue: 300,
        Description: "How many events a second are delivered at most; more wait.",
      },
    },
    Resources: {
      Rule: {
        Type: "AWS::Events::Rule",
        Properties: {
          Description: "What Amazon IVS RealTime tells.",
          State: "ENABLED",
          EventPattern: { source: ["aws.ivs"], "detail-type": detailTypes },
          Targets: [
            {
              Id: "gateway",
              Arn: arnOf("Destination"),
              RoleArn: arnOf("DeliveryRole"),
              RetryPolicy: { MaximumEventAgeInSeconds: maxAgeSeconds, MaximumRetryAttempts: 10 },
              DeadLetterConfig: { Arn: arnOf("DeadLetterQueue") },
            },
          ],
        },
      },
      Connection: {
        Type: "AWS::Events::Connection",
        Properties: {
          Description: "The key of the gateway's endpoint.",
          AuthorizationType: "API_KEY",
          AuthParameters: {
            ApiKeyAuthParameters: { ApiKeyName: { Ref: "HeaderName" }, ApiKeyValue: { Ref: "Key" } },
          },
        },
      },
      Destination: {
        Type: "AWS::Events::ApiDestination",
        Properties: {
          Description: "The gateway's endpoint.",
          ConnectionArn: arnOf("Connection"),
          HttpMethod: "POST",
          InvocationEndpoint: { Ref: "EndpointUrl" },
          InvocationRateLimitPerSecond: { Ref: "DeliveriesPerSecond" },
        },
      },
      DeliveryRole: {
        Type: "AWS::IAM::Role",
        Properties: {
          Description: "Lets the rule deliver to the gateway, and nothing else.",
          AssumeRolePolicyDocument: policy({
            Principal: { Service: "events.amazonaws.com" },
            Action: "sts:AssumeRole",
            Condition: { StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } },
          }),
          Policies: [
            {
              PolicyName: "deliver",
              PolicyDocument: policy({
                Action: "events:InvokeApiDestination",
                Resource: arnOf("Destination"),
              }),
            },
          ],
        },
      },
      DeadLetterQueue: {
        Type: "AWS::SQS::Queue",
        Properties: { MessageRetentionPeriod: twoWeeksSeconds, SqsManagedSseEnabled: true },
      },
      DeadLetterPolicy: {
        Type: "AWS::SQS::QueuePolicy",
        Properties: {
          Queues: [{ Ref: "DeadLetterQueue" }],
          PolicyDocument: policy({
            Principal: { Service: "events.amazonaws.com" },
            Action: "sqs:SendMessage",
            Resource: arnOf("DeadLetterQueue"),
            Condition: { ArnEquals: { "aws:SourceArn": arnOf("Rule") } },
          }),
        },
      },
    },
    Outputs: {
      DeadLetterQueueUrl: {
        Description:
          "Where events end up that the gateway did not take. None of them is needed: it reads what happened from IVS.",
        Value: { Ref: "DeadLetterQueue" },
      },
    },
  };
  return `${JSON.stringify(template, undefined, 2)}\n`;
}

function arnOf(resource: string): object {
  return { "Fn::GetAtt": [resource, "Arn"] };
}

function policy(statement: object): object {
  return { Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] };
}
