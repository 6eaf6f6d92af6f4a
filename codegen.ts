import type { CodegenConfig } from "@graphql-codegen/cli";

/** Typed documents of the published examples, and what a client's cache needs to know of interfaces and unions. */
const config: CodegenConfig = {
  schema: "schema/schema.graphql",
  documents: "schema/examples/*.graphql",
  generates: {
    "schema/client/": {
      preset: "client",
      presetConfig: { fragmentMasking: false, persistedDocuments: { hashAlgorithm: "sha256" } },
      config: {
        scalars: { Arn: "string", DateTime: "string", ID: "string" },
        strictScalars: true,
        enumsAsTypes: true,
        useTypeImports: true,
        importExtension: ".js",
        emitLegacyCommonJSImports: false,
      },
    },
    "schema/client/possible-types.ts": {
      plugins: ["fragment-matcher"],
      config: { apolloClientVersion: 3, useExplicitTyping: true },
    },
  },
};

export default config;
