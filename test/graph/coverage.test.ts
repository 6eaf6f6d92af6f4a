import * as sdk from "@aws-sdk/client-ivs-realtime";
import { type GraphQLNamedType, isEnumType, isInputObjectType, isObjectType } from "graphql";
import { describe, expect, it } from "vitest";

import { schema } from "../../src/graph/index.ts";
import { operations, reachable, type Shape } from "../emulator/sdk-schema.ts";

/** AWS's structures whose type here has another name. */
const outputTypes: Record<string, string> = {
  StageSummary: "Stage",
  StageSessionSummary: "StageSession",
  ParticipantSummary: "Participant",
  Event: "ParticipantEvent",
  CompositionSummary: "Composition",
  Destination: "CompositionDestination",
  DestinationSummary: "CompositionDestination",
  DestinationConfiguration: "CompositionDestinationConfiguration",
  RecordingConfiguration: "CompositionRecordingConfiguration",
  EncoderConfigurationSummary: "EncoderConfiguration",
  StorageConfigurationSummary: "StorageConfiguration",
  IngestConfigurationSummary: "IngestConfiguration",
  PublicKeySummary: "PublicKey",
  Video: "EncoderVideo",
};

/** AWS's members whose field here has another name; a structure that is folded is named by a field that needs it. */
const outputFields: Record<string, string> = {
  "ParticipantToken.duration": "durationMinutes",
  "Event.replica": "isReplica",
  "Destination.id": "destinationId",
  "DestinationSummary.id": "destinationId",
  "Destination.detail": "recordingPrefix",
  "DestinationConfiguration.channel": "channelArn",
  "DestinationConfiguration.s3": "storageConfigurationArn",
};

/** Structures that are folded into the type around them: each of their members is a field there. */
const folded: Record<string, { into: string; fields: Record<string, string> }> = {
  LayoutConfiguration: {
    into: "CompositionLayout",
    fields: { grid: "GridConfiguration", pip: "PipConfiguration" },
  },
  DestinationDetail: { into: "CompositionDestination", fields: { s3: "recordingPrefix" } },
  S3Detail: { into: "CompositionDestination", fields: { recordingPrefix: "recordingPrefix" } },
  ChannelDestinationConfiguration: {
    into: "CompositionDestinationConfiguration",
    fields: { channelArn: "channelArn", encoderConfigurationArn: "encoderConfigurationArn" },
  },
  S3DestinationConfiguration: {
    into: "CompositionDestinationConfiguration",
    fields: {
      storageConfigurationArn: "storageConfigurationArn",
      encoderConfigurationArns: "encoderConfigurationArns",
      recordingConfiguration: "recordingConfiguration",
      thumbnailConfigurations: "thumbnailConfigurations",
    },
  },
};

const type = (name: string): GraphQLNamedType | undefined => schema.getType(name);

function fieldsOf(name: string): string[] {
  const found = type(name);
  if (isObjectType(found) || isInputObjectType(found)) return Object.keys(found.getFields());
  if (found && "getTypes" in found) return found.getTypes().map((member) => member.name);
  return [];
}

/** Members of answers that no field shows. */
function hiddenMembers({ name, members }: Shape): string[] {
  const fold = folded[name];
  const typeName = fold?.into ?? outputTypes[name] ?? name;
  const fields = fieldsOf(typeName);
  const fieldFor = (member: string) =>
    fold ? fold.fields[member] : (outputFields[`${name}.${member}`] ?? member);
  return members
    .filter(({ header }) => header === undefined)
    .filter((member) => !fields.includes(fieldFor(member.name) ?? ""))
    .map((member) => `${typeName}: ${name}.${member.name}`);
}

/** Where the structures of inputs stand here: input types, or members of the mutation's own input. */
const inputTypes: Record<string, string> = {
  Video: "EncoderVideoInput",
  LayoutConfiguration: "CompositionLayoutInput",
  DestinationConfiguration: "CompositionDestinationInput",
  RecordingConfiguration: "CompositionRecordingConfigurationInput",
};
const inputFields: Record<string, string> = {
  "CreateParticipantTokenRequest.duration": "durationMinutes",
  "ParticipantTokenConfiguration.duration": "durationMinutes",
  "DestinationConfiguration.channel": "target",
  "DestinationConfiguration.s3": "target",
};

describe("the graph covers the API", () => {
  it("names each of the 39 operations at the field that calls it", () => {
    const descriptions = Object.values(schema.getTypeMap()).flatMap((found) =>
      isObjectType(found) ? Object.values(found.getFields()).map(({ description }) => description ?? "") : [],
    );
    expect(operations).toHaveLength(39);
    const unnamed = operations.filter(
      ({ name }) => !descriptions.some((text) => new RegExp(`\\b${name}\\b`).test(text)),
    );
    expect(unnamed.map(({ name }) => name)).toEqual([]);
  });

  it("has a mutation for each write, and shows its whole input", () => {
    const writes = operations.filter(({ name }) => !/^(?:Get|List)/.test(name));
    expect(writes).toHaveLength(20);
    const missing = writes.flatMap(({ name, input }) => {
      const root = [...reachable(input).values()];
      return root.flatMap((shape) => {
        const typeName = shape === input ? `${name}Input` : (inputTypes[shape.name] ?? `${shape.name}Input`);
        const fields = fieldsOf(typeName);
        return shape.members
          .filter((member) => !fields.includes(inputFields[`${shape.name}.${member.name}`] ?? member.name))
          .map((member) => `${typeName}: ${shape.name}.${member.name}`);
      });
    });
    expect(missing).toEqual([]);
  });

  it("shows every member of every structure of every answer", () => {
    const shapes = new Map(
      operations.flatMap(({ output }) =>
        output.members.flatMap((member) => {
          const shape = member.shape();
          return shape ? [...reachable(shape)] : [];
        }),
      ),
    );
    expect(shapes.size).toBeGreaterThan(30);
    expect([...shapes.values()].flatMap(hiddenMembers)).toEqual([]);
  });

  it("has AWS's values in every enum", () => {
    const renamed: Record<string, string | undefined> = {
      EventName: "ParticipantEventName",
      EventErrorCode: "ParticipantEventErrorCode",
      DestinationState: "CompositionDestinationState",
      // The values that a filter may name are those of the state without one: the state's enum serves both.
      ParticipantRecordingFilterByRecordingState: undefined,
    };
    const enums = Object.entries(sdk).filter(
      ([name, value]) =>
        /^[A-Z][A-Za-z]+$/.test(name) &&
        typeof value === "object" &&
        Object.entries(value).every(([key, text]) => key === text),
    );
    expect(enums.length).toBeGreaterThanOrEqual(21);
    for (const [name, values] of enums) {
      const typeName = name in renamed ? renamed[name] : name;
      if (typeName === undefined) continue;
      const found = type(typeName);
      const here = isEnumType(found) ? found.getValues().map((value) => value.name) : [];
      expect([typeName, here.toSorted()]).toEqual([typeName, Object.keys(values).toSorted()]);
    }
  });
});
