/** How another subgraph refers to each kind of object of the gateway, by each of its keys. */
const keys: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Stage: { arn: "Arn!" },
  StageSession: { stageArn: "Arn!", sessionId: "String!" },
  Participant: { stageArn: "Arn!", sessionId: "String!", participantId: "String!" },
  Composition: { arn: "Arn!" },
  EncoderConfiguration: { arn: "Arn!" },
  StorageConfiguration: { arn: "Arn!" },
  IngestConfiguration: { arn: "Arn!" },
  PublicKey: { arn: "Arn!" },
};

/** A subgraph that refers to every kind of object of the gateway, by its plain key or by its id. */
export function referrerSdl(by: "key" | "id", prefix = ""): string {
  const kinds = Object.entries(keys).map(([name, key]) => {
    const fields = by === "id" ? { id: "ID!" } : key;
    const declared = Object.entries(fields).map(([field, type]) => `${field}: ${type}`);
    return `type ${prefix}${name} @key(fields: "${Object.keys(fields).join(" ")}", resolvable: false) { ${declared.join(" ")} }`;
  });
  const mentions = Object.keys(keys).map((name) => `a${name}: ${prefix}${name}`);
  return `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key"])
    scalar Arn
    ${kinds.join("\n")}
    type Diary { ${mentions.join(" ")} }
    type Query { diary: Diary }
  `;
}
