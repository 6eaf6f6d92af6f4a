/** What a client has come to know of an account, by looking. */
export interface Known {
  /** Texts to give for an argument, or for a member of an input, of the field `of`. */
  texts(type: string, name: string, of: string): readonly string[];
  /** Remembers the keys in an answer, whose response names end in a number. */
  saw(answer: unknown): void;
}

/** The type of resource that an argument names, by its name or by its field's. */
const typesByName: Record<string, string> = {
  stageArn: "stage",
  channelArn: "channel",
  sourceStageArn: "stage",
  destinationStageArn: "stage",
  encoderConfigurationArn: "encoder-configuration",
  encoderConfigurationArns: "encoder-configuration",
  storageConfigurationArn: "storage-configuration",
};
const typesByField: [RegExp, string][] = [
  [/encoderConfiguration/i, "encoder-configuration"],
  [/storageConfiguration/i, "storage-configuration"],
  [/ingestConfiguration/i, "ingest-configuration"],
  [/composition/i, "composition"],
  [/publicKey/i, "public-key"],
  [/stage/i, "stage"],
];

/** Knows these ARNs, and what it comes to see. */
export function createKnown(arns: readonly string[]): Known {
  const seen = new Map<string, Set<string>>();
  const of = (name: string) => seen.get(name) ?? new Set<string>();
  const add = (name: string, value: string) => void seen.set(name, of(name).add(value));
  for (const arn of arns) add(`arn ${typeOf(arn)}`, arn);

  function arnsFor(name: string, field: string): readonly string[] {
    const type = typesByName[name] ?? typesByField.find(([pattern]) => pattern.test(field))?.[1];
    if (type !== undefined) return [...of(`arn ${type}`), ...unknownOf(type)];
    return [...seen].filter(([key]) => key.startsWith("arn ")).flatMap(([, values]) => [...values]);
  }

  const known: Known = {
    texts(type, name, field) {
      if (type === "Arn") return arnsFor(name, field);
      if (type === "ID") return [...of("id")];
      if (name === "ids" || name === "participantId") return [...of("participantId")];
      if (name === "sessionId") return [...of("sessionId"), "st-abcdefghijklm"];
      if (name === "after") return [...of("endCursor")];
      return ["team", "role", "show", ""];
    },
    saw(answer) {
      if (typeof answer !== "object" || answer === null) return;
      for (const [key, value] of Object.entries(answer)) {
        const name = key.replace(/_\d+$/, "");
        if (typeof value !== "string") known.saw(value);
        else if (value.startsWith("arn:aws:ivs:")) add(`arn ${typeOf(value)}`, value);
        else if (["id", "participantId", "sessionId", "endCursor"].includes(name)) add(name, value);
      }
    },
  };
  return known;
}

const unknownOf = (type: string) =>
  type === "channel" ? [] : [`arn:aws:ivs:us-west-2:123456789012:${type}/doesNotExist`];
const typeOf = (arn: string) => /:([a-z-]+)\/[^/]*$/.exec(arn)?.[1] ?? "";
