import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";

import { describe, expect, it } from "vitest";

import { readConfig } from "../src/config.ts";
import { StartError } from "../src/errors.ts";
import { tokenKeyEnv } from "./support/token-key.ts";

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
      IVS_GRAPHQL_CACHE_BYTES: 64_000_000,
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

  it.each([
    ["0.8", 0.8],
    [".5", 0.5],
    ["1", 1],
    ["1.0", 1],
  ])("takes %s for a share of the quota", (text, share) => {
    expect(readConfig({ IVS_GRAPHQL_QUOTA_SHARE: text }).IVS_GRAPHQL_QUOTA_SHARE).toBe(share);
  });

  it.each(["0", "0.0", "1.1", "-0.5", "80%", "half", "1e-1"])(
    "refuses %j as a share of the quota",
    (text) => {
      expect(faultsOf({ IVS_GRAPHQL_QUOTA_SHARE: text })).toEqual([
        `IVS_GRAPHQL_QUOTA_SHARE must be a number above 0 and at most 1; it is ${JSON.stringify(text)}.`,
      ]);
    },
  );

  it("takes the quotas of an account, by operation", () => {
    const { IVS_GRAPHQL_QUOTAS: quotas } = readConfig({ IVS_GRAPHQL_QUOTAS: "GetStage=10, ListStages=20" });
    expect(quotas).toEqual({ GetStage: 10, ListStages: 20 });
  });

  it.each([
    ["GetStages=10", 'names "GetStages", which is no operation'],
    ["GetStage", 'gives GetStage "", which is no number of calls a second'],
    ["GetStage=0", 'gives GetStage "0", which is no number of calls a second'],
    ["GetStage=5=6", 'gives GetStage "5", which is no number of calls a second'],
    ["GetStage=5,GetStage=7", "names GetStage twice"],
  ])("refuses %j as quotas", (text, fault) => {
    const faults = faultsOf({ IVS_GRAPHQL_QUOTAS: text });
    expect(faults[0]).toBe(`IVS_GRAPHQL_QUOTAS ${fault}; it is ${JSON.stringify(text)}.`);
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

  it.each(["localhost:4000", " ", "http://x", "a b"])("refuses the host %j", (HOST) => {
    expect(faultsOf({ HOST })).toEqual([expect.stringContaining("HOST must be an address or a host name")]);
  });

  it("gives the emulator a port of its own", () => {
    expect(faultsOf({ PORT: "4560", IVS_GRAPHQL_EMULATOR_PORT: "4560" })).toEqual([
      expect.stringContaining("are both 4560"),
    ]);
    expect(faultsOf({ IVS_GRAPHQL_EMULATOR_PORT: "4000" })).toHaveLength(1);
    expect(faultsOf({ PORT: "0", IVS_GRAPHQL_EMULATOR_PORT: "0" })).toEqual([]);
  });
});

describe("secrets", () => {
  const secret = "0123456789abcdef0123456789abcdef";

  it("of cursors are several, the first of which signs, and print as nothing", () => {
    const config = readConfig({ IVS_GRAPHQL_CURSOR_SECRET: `${secret}, ${secret}2` });
    expect(config.IVS_GRAPHQL_CURSOR_SECRET.map((each) => each.reveal())).toEqual([secret, `${secret}2`]);
    expect(readConfig({}).IVS_GRAPHQL_CURSOR_SECRET).toEqual([]);
    expect(inspect(config, { depth: 9, showHidden: true })).not.toContain(secret);
  });

  it.each([
    ["IVS_GRAPHQL_CURSOR_SECRET", "too-short-for-a-secret"],
    ["IVS_GRAPHQL_CURSOR_SECRET", `${secret},`],
    ["IVS_GRAPHQL_CURSOR_SECRET", `${secret},${secret}`],
    ["IVS_GRAPHQL_EVENTBRIDGE_KEY", "too-short"],
    ["IVS_GRAPHQL_EVENTBRIDGE_KEY", `${secret} ${secret}`],
  ])("%s is refused without being told back", (name, value) => {
    const faults = faultsOf({ [name]: value });
    expect(faults).toEqual([expect.stringContaining(name)]);
    expect(faults.join()).not.toContain(value.split(/[ ,]/)[0]);
  });
});

describe("the key that tokens are signed with", () => {
  const { IVS_GRAPHQL_TOKEN_PRIVATE_KEY: key, IVS_GRAPHQL_TOKEN_PUBLIC_KEY_ARN: arn } = tokenKeyEnv;
  const both = (privateKey: string) => ({
    IVS_GRAPHQL_TOKEN_PRIVATE_KEY: privateKey,
    IVS_GRAPHQL_TOKEN_PUBLIC_KEY_ARN: arn,
  });
  const keyOn = (namedCurve: string) =>
    generateKeyPairSync("ec", { namedCurve }).privateKey.export({ type: "pkcs8", format: "pem" }).toString();

  it("is taken as PEM, as PEM with its line ends spelled out, and from a file", () => {
    const file = join(mkdtempSync(join(tmpdir(), "token-key-")), "key.pem");
    writeFileSync(file, key);
    for (const given of [key, key.replaceAll("\n", "\\n"), file])
      expect(readConfig(both(given)).tokenKey?.privateKey.asymmetricKeyDetails?.namedCurve).toBe("secp384r1");
    expect(readConfig({}).tokenKey).toBeUndefined();
  });

  it.each<[string, string, string]>([
    ["another curve", keyOn("P-256"), "P-384"],
    ["no key", "-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----", "must be a private key in PEM"],
    ["no file", "/nowhere/key.pem", "ENOENT"],
    ["a folder", tmpdir(), "EISDIR"],
  ])("is refused when it is %s", (_name, given, reason) => {
    expect(faultsOf(both(given))).toEqual([expect.stringContaining(reason)]);
  });

  it("comes with the ARN of its public key, or not at all", () => {
    expect(faultsOf({ IVS_GRAPHQL_TOKEN_PRIVATE_KEY: key })).toEqual([
      expect.stringContaining("set together"),
    ]);
    expect(faultsOf({ IVS_GRAPHQL_TOKEN_PUBLIC_KEY_ARN: arn })).toEqual([
      expect.stringContaining("set together"),
    ]);
  });

  it("is never told back, under whatever name it was given", () => {
    const line = key.split("\n")[1] ?? "";
    for (const name of ["IVS_GRAPHQL_TOKEN_PUBLIC_KEY_ARN", "PORT", "LOG_LEVEL", "IVS_GRAPHQL_BACKEND"])
      expect(faultsOf({ ...both(keyOn("P-256")), [name]: key }).join()).not.toContain(line);
    expect(JSON.stringify(readConfig(both(key)))).not.toContain(line);
    expect(inspect(readConfig(both(key)), { depth: 9, showHidden: true })).not.toContain(line);
  });
});
