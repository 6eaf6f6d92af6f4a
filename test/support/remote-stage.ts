import type { Service } from "./process.ts";

/** A stage of an emulator in a process of its own. */
export interface RemoteStage {
  readonly arn: string;
  /** Somebody comes in whose id and name these are. */
  join(participantId: string): Promise<void>;
}

/** Makes a stage through the graph; people in it are moved by the control API of the emulator. */
export async function createRemoteStage(
  { url, emulatorUrl }: Pick<Service, "url" | "emulatorUrl">,
  name: string,
): Promise<RemoteStage> {
  const answer = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      query: `mutation { createStage(input: { name: "${name}" }) { ... on CreateStagePayload { stage { arn } } } }`,
    }),
  });
  const { data } = (await answer.json()) as { data: { createStage: { stage: { arn: string } } } };
  const { arn } = data.createStage.stage;
  const people = `${emulatorUrl}/_emulator/stages/${arn.split("/")[1]}/participants`;
  return {
    arn,
    async join(participantId) {
      const body = JSON.stringify({ participantId, userId: participantId });
      const { status } = await fetch(people, { method: "POST", body });
      if (status !== 201) throw new Error(`${participantId} could not come in: ${status}.`);
    },
  };
}
