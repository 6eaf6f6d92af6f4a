import { arnOf } from "./arn.ts";
import { refusal, root, type ControlRoute, type Reply } from "./control-route.ts";
import { createCompositionDriver } from "./drive-composition.ts";
import { createIngestDriver } from "./drive-ingest.ts";
import type { World } from "./world.ts";

/** What the control API does with encoders that publish by stream key, and with compositions. */
export const mediaRoutes: readonly ControlRoute[] = [
  {
    method: "POST",
    path: `${root}/broadcasts`,
    does: "publishes with the streamKey of the body, over its protocol (RTMPS unless RTMP is said)",
    reply({ world }, { body }) {
      const { streamKey, protocol = "RTMPS" } = isObject(body) ? body : {};
      if (typeof streamKey !== "string") return refusal(400, "streamKey must be a stream key");
      if (protocol !== "RTMP" && protocol !== "RTMPS")
        return refusal(400, "protocol must be one of RTMP, RTMPS");
      const attempt = createIngestDriver(world).start(streamKey, { protocol });
      return { status: attempt.errorCode ? 409 : 201, body: attempt };
    },
  },
  {
    method: "DELETE",
    path: `${root}/broadcasts/{streamKey}`,
    does: "ends what is published with a stream key",
    reply: ({ world }, { parameter }) =>
      createIngestDriver(world).stop(parameter)
        ? { status: 204 }
        : refusal(404, "nobody publishes with that stream key"),
  },
  {
    method: "POST",
    path: `${root}/compositions/{compositionId}/trouble`,
    does: "fails the composition, or the destinationId of the body, which may also lose its connection or have it back: does fail, disconnect or reconnect, errorCode, reason",
    reply: ({ world }, { parameter, body }) => troubleComposition(world, parameter, body),
  },
];

function troubleComposition(world: World, compositionId: string, body: unknown): Reply {
  const asked = isObject(body) ? body : {};
  const { does = "fail", destinationId, errorCode = "InternalServerException", reason = "" } = asked;
  if (does !== "fail" && does !== "disconnect" && does !== "reconnect")
    return refusal(400, "does must be one of fail, disconnect, reconnect");
  if (typeof errorCode !== "string" || typeof reason !== "string")
    return refusal(400, "errorCode and reason must be texts");
  const composition = createCompositionDriver(world).composition(arnOf(world, "composition", compositionId));
  if (typeof destinationId !== "string") {
    if (does !== "fail") return refusal(400, `to ${does}, destinationId must be the ID of a destination`);
    composition.fail({ errorCode, reason });
  } else if (does === "fail") composition.destination(destinationId).fail({ errorCode, reason });
  else composition.destination(destinationId)[does]();
  return { status: 200, body: composition.read() };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
