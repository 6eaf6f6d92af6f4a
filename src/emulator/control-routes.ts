import { arnOf } from "./arn.ts";
import { AwsError } from "./aws-error.ts";
import { mediaRoutes } from "./control-media.ts";
import { participantRoutes } from "./control-participants.ts";
import { refusal, root, type Control, type ControlRoute, type Reply } from "./control-route.ts";
import { requireFault } from "./faults.ts";
import { endSession } from "./lifecycle.ts";
import { catalogue } from "./operations/catalogue.ts";
import { activeSession, startSession } from "./session.ts";
import { mergeSettings, readSettings, settingsInWords } from "./settings.ts";
import type { World } from "./world.ts";

/** The control API. Its faults of use are thrown as AwsError with status and text; the type is not sent. */
export const routes: readonly ControlRoute[] = [
  {
    method: "GET",
    path: root,
    does: "what this is and how it stands",
    reply: ({ world, scenario, seed, calls, faults }) => ({
      status: 200,
      body: {
        about:
          "An emulator of the Amazon IVS RealTime API. It keeps everything in memory and streams no video.",
        region: world.region,
        account: world.account,
        scenario,
        seed,
        stages: world.state.stages.size,
        liveStages: world.state.stages.list().filter(activeSession).length,
        pendingFaults: faults.size,
        calls: calls(),
        operations: Object.keys(catalogue),
        routes: routes.map(({ method, path, does }) => ({ method, path, does })),
      },
    }),
  },
  {
    method: "GET",
    path: `${root}/calls`,
    does: "calls received per operation",
    reply: ({ calls }) => ({ status: 200, body: calls() }),
  },
  {
    method: "DELETE",
    path: `${root}/calls`,
    does: "counts calls from nought again",
    reply(control) {
      control.resetCalls();
      return { status: 204 };
    },
  },
  {
    method: "POST",
    path: `${root}/faults`,
    does: "spoils the next calls; times null means all of them",
    reply({ faults }, { body }) {
      const fault: unknown = isObject(body) && body["times"] === null ? { ...body, times: Infinity } : body;
      const { id } = checked(() => {
        requireFault(fault);
        return faults.add(fault);
      });
      return { status: 201, body: { id } };
    },
  },
  {
    method: "DELETE",
    path: `${root}/faults`,
    does: "takes all faults back",
    reply({ faults }) {
      faults.clear();
      return { status: 204 };
    },
  },
  {
    method: "DELETE",
    path: `${root}/faults/{id}`,
    does: "takes one fault back",
    reply: ({ faults }, { parameter }) =>
      faults.remove(Number(parameter)) ? { status: 204 } : refusal(404, `no fault ${parameter} is pending`),
  },
  {
    method: "GET",
    path: `${root}/settings`,
    does: "the settings in force",
    reply: ({ settings }) => ({ status: 200, body: settings }),
  },
  {
    method: "GET",
    path: `${root}/settings/about`,
    does: "what each setting is for, its default and why, and what it takes",
    reply: () => ({ status: 200, body: settingsInWords() }),
  },
  {
    method: "PATCH",
    path: `${root}/settings`,
    does: "changes the settings that the body names, of eventBridge the parts that it names; null takes a part back",
    reply({ settings }, { body }) {
      const changed = checked(() => readSettings(body));
      Object.assign(settings, mergeSettings(settings, changed));
      return { status: 200, body: settings };
    },
  },
  {
    method: "GET",
    path: `${root}/events`,
    does: "the last 1,000 events of Amazon EventBridge, the oldest first",
    reply: ({ eventBridge }) => ({ status: 200, body: eventBridge.sent }),
  },
  {
    method: "POST",
    path: `${root}/stages/{stageId}/session`,
    does: "opens a session on the stage, unless one is open",
    reply: (control, { parameter }) =>
      onStage(control, parameter, (stage) => ({
        status: 201,
        body: { sessionId: startSession(control.world, stage).sessionId },
      })),
  },
  {
    method: "DELETE",
    path: `${root}/stages/{stageId}/session`,
    does: "ends the stage's session",
    reply: (control, { parameter }) =>
      onStage(control, parameter, (stage) => {
        const ended = endSession(control.world, stage);
        return ended
          ? { status: 200, body: { sessionId: ended.sessionId } }
          : refusal(404, "no session is open");
      }),
  },
  ...participantRoutes,
  ...mediaRoutes,
];

function onStage(
  { world }: Control,
  stageId: string,
  act: (stage: NonNullable<ReturnType<World["state"]["stages"]["get"]>>) => Reply,
): Reply {
  const stage = world.state.stages.get(arnOf(world, "stage", stageId));
  return stage ? act(stage) : refusal(404, `no stage ${stageId} exists`);
}

function checked<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (error instanceof TypeError) throw new AwsError("BadRequest", 400, error.message);
    throw error;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
