import { describe, expect, it } from "vitest";

import { readConfig } from "../src/config.ts";
import { StartError } from "../src/errors.ts";

function faultsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof StartError) return error.faults;
    throw error;
  }
  return [];
}

describe("the configuration", () => {
  it("is the emulator on port 4000 of this machine when nothing is set", () => {
    expect(readConfig({})).toMatchObject({
      PORT: 4000,
      HOST: "127.0.0.1",
      LOG_LEVEL: "info",
      backend: "emulator",
      production: false,
      IVS_GRAPHQL_EMULATOR_SCENARIO: "show",
    });
  });

  it("is frozen", () => {
    expect(Object.isFrozen(readConfig({}))).toBe(true);
  });

  it("takes an empty variable as not set", () => {
    expect(readConfig({ PORT: "", IVS_GRAPHQL_BACKEND: "" })).toMatchObject({
      PORT: 4000,
      backend: "emulator",
    });
  });

  it("never turns to AWS because AWS settings are there, and says which it saw", () => {
    expect(readConfig({ AWS_PROFILE: "production", AWS_REGION: "eu-west-1" })).toMatchObject({
      backend: "emulator",
      awsSettings: ["AWS_PROFILE", "AWS_REGION"],
      awsRegionKnown: true,
    });
    expect(readConfig({ AWS_ACCESS_KEY_ID: "x" })).toMatchObject({ awsRegionKnown: false });
  });

  it.each(["0", "65535"])("accepts port %s", (PORT) => {
    expect(readConfig({ PORT }).PORT).toBe(Number(PORT));
  });

  it.each(["65536", "-1", "4e3", "0x10", "80 ", "many"])("refuses port %j", (PORT) => {
    expect(faultsOf({ PORT })).toEqual([
      `PORT must be a whole number from 0 to 65535; it is ${JSON.stringify(PORT)}.`,
    ]);
  });

  it("names every fault at once", () => {
    expect(
      faultsOf({ PORT: "x", LOG_LEVEL: "loud", IVS_GRAPHQL_BACKEND: "azure", IVS_GRAPHQL_BAKEND: "aws" }),
    ).toEqual([
      expect.stringContaining("IVS_GRAPHQL_BAKEND is not a setting"),
      expect.stringContaining("PORT must be a whole number"),
      expect.stringContaining("LOG_LEVEL must be one of trace, debug"),
      'IVS_GRAPHQL_BACKEND must be one of emulator, aws; it is "azure".',
    ]);
  });

  it("requires the backend to be named in production", () => {
    expect(faultsOf({ NODE_ENV: "production" })).toEqual([
      expect.stringContaining("IVS_GRAPHQL_BACKEND must be set in production"),
    ]);
    expect(readConfig({ NODE_ENV: "production", IVS_GRAPHQL_BACKEND: "emulator" })).toMatchObject({
      backend: "emulator",
      production: true,
    });
  });
});
