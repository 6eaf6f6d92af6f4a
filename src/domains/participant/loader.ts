import type {
  ListParticipantsRequest,
  Participant as SdkParticipant,
  ParticipantSummary as SdkParticipantSummary,
} from "@aws-sdk/client-ivs-realtime";

import { createLoader, type Loader } from "../../upstream/loader.ts";
import { createFurtherPages, readPages } from "../../upstream/pages.ts";
import { nullWhenNotFound, type Page, type PageRequest, type Reader } from "../../upstream/reader.ts";
import { requireScope } from "../../viewer.ts";

/** What names a participant. */
export interface ParticipantAddress {
  readonly stageArn: string;
  readonly sessionId: string;
  readonly participantId: string;
}

/** A link to a participant of a session: costs nothing until a field asks for more. */
export interface ParticipantKeys extends ParticipantAddress {
  readonly __typename: "Participant";
  readonly level: "keys" | "summary" | "detail";
}

/** A link to the participant with this address. */
export function participantKeys({ stageArn, sessionId, participantId }: ParticipantAddress): ParticipantKeys {
  return { __typename: "Participant", level: "keys", stageArn, sessionId, participantId };
}

/** What ListParticipants gives. */
export interface ParticipantSummary extends ParticipantKeys {
  readonly level: "summary" | "detail";
  readonly userId: string | undefined;
  readonly state: string | undefined;
  readonly firstJoinTime: string | undefined;
  readonly published: boolean | undefined;
  readonly recordingState: string | undefined;
  readonly replicationType: string | undefined;
  readonly replicationState: string | undefined;
  readonly sourceStageArn: string | undefined;
  readonly sourceSessionId: string | undefined;
  readonly redundantIngest: boolean | undefined;
  readonly ingestConfigurationArn: string | undefined;
  readonly asOf: string;
  readonly stale: boolean;
}

/** What the feed tells of a participant. */
export interface WatchedParticipant extends ParticipantSummary {
  /** Null while its events do not tell. */
  readonly isPublishing: boolean | null;
}

/** What GetParticipant gives. */
export interface ParticipantDetail extends ParticipantSummary {
  readonly level: "detail";
  readonly attributes: Readonly<Record<string, string>>;
  readonly ispName: string | undefined;
  readonly osName: string | undefined;
  readonly osVersion: string | undefined;
  readonly browserName: string | undefined;
  readonly browserVersion: string | undefined;
  readonly sdkVersion: string | undefined;
  readonly recordingS3BucketName: string | undefined;
  readonly recordingS3Prefix: string | undefined;
  readonly protocol: string | undefined;
}

/** The filters of ListParticipants. AWS takes one at a time. */
export type UpstreamFilter = Partial<
  Pick<
    ListParticipantsRequest,
    "filterByUserId" | "filterByPublished" | "filterByState" | "filterByRecordingState"
  >
>;

type InnerLoader = Loader<ParticipantKeys, ParticipantSummary, ParticipantDetail>;

export interface ParticipantLoader extends InnerLoader {
  /** The participant with this address, checked to exist. */
  find(address: ParticipantAddress): ReturnType<InnerLoader["summary"]>;
  /** One page of ListParticipants: one call. */
  page(
    session: { stageArn: string; sessionId: string },
    filter: UpstreamFilter,
    request: PageRequest,
  ): Promise<Page<ParticipantSummary>>;
  /** Pages of those who are connected, one call each: all of them, or as many as may be read, which `complete` tells. */
  connected(session: {
    stageArn: string;
    sessionId: string;
  }): ReturnType<typeof readPages<Page<ParticipantSummary>>>;
}

/** The largest page of ListParticipants. */
export const largestPage = 100;

/** After so many pages reading who is connected ends, and before when those of the request are used up. */
export const maxConnectedPages = 10;

/**
 * How many pages a session is taken to fill before it was read. Most sessions fit one; a reading of a longer one is given
 * up before it costs more than asking for each participant.
 */
const assumedPages = 1;

/** Participants of one request, read on behalf of one viewer. */
export function createParticipantLoader(reader: Reader): ParticipantLoader {
  const { upstream, viewer, call, furtherPages } = reader;
  const further = createFurtherPages(furtherPages);

  async function get({
    stageArn,
    sessionId,
    participantId,
  }: ParticipantKeys): Promise<ParticipantDetail | null> {
    requireScope(viewer, "ivs:read");
    const input = { stageArn, sessionId, participantId };
    const reading = await nullWhenNotFound(upstream.call("GetParticipant", input, call));
    const participant = reading?.output.participant;
    return participant ? toDetail(participant, input, reading) : null;
  }

  async function listPage(
    { stageArn, sessionId }: { stageArn: string; sessionId: string },
    filter: UpstreamFilter,
    request: PageRequest,
  ): Promise<Page<ParticipantSummary>> {
    requireScope(viewer, "ivs:read");
    const input = { stageArn, sessionId, ...filter, ...request };
    const reading = await upstream.call("ListParticipants", input, call);
    const { output, asOf, stale } = reading;
    const items = (output.participants ?? []).flatMap((participant) =>
      participant.participantId
        ? toSummary(participant, { stageArn, sessionId, participantId: participant.participantId }, reading)
        : [],
    );
    return { items, nextToken: output.nextToken || undefined, asOf, stale };
  }

  // A List shows one session, so each session has a loader of its own. All of them dispatch in the same tick.
  const bySession = new Map<string, InnerLoader>();

  function loaderOf({ stageArn, sessionId }: { stageArn: string; sessionId: string }): InnerLoader {
    const key = `${stageArn}|${sessionId}`;
    const known = bySession.get(key);
    if (known) return known;
    let expectedPages = assumedPages;
    const loader = createLoader<ParticipantKeys, ParticipantSummary, ParticipantDetail>({
      keyOf: ({ participantId }) => participantId,
      get,
      fold: {
        async page(nextToken) {
          const page = await nullWhenNotFound(
            listPage({ stageArn, sessionId }, {}, { maxResults: largestPage, nextToken }),
          );
          return page ?? { items: [], nextToken: undefined };
        },
        expectedPages: () => expectedPages,
        mostPages: () => undefined,
        finished(pages, complete) {
          expectedPages = complete ? pages : Math.max(expectedPages, pages + 1);
        },
      },
    });
    bySession.set(key, loader);
    return loader;
  }

  async function primedPage(
    session: { stageArn: string; sessionId: string },
    filter: UpstreamFilter,
    request: PageRequest,
  ): Promise<Page<ParticipantSummary>> {
    const read = await listPage(session, filter, request);
    for (const participant of read.items) loaderOf(session).prime(participant);
    return read;
  }

  return {
    summary: (keys) => loaderOf(keys).summary(keys),
    detail: (keys) => loaderOf(keys).detail(keys),
    prime: (known) => loaderOf(known).prime(known),
    find: (address) => loaderOf(address).summary(participantKeys(address)),
    page: primedPage,
    connected: (session) =>
      readPages(
        (nextToken) =>
          primedPage(session, { filterByState: "CONNECTED" }, { maxResults: largestPage, nextToken }),
        maxConnectedPages,
        () => !further.take(),
      ),
  };
}

interface Reading {
  asOf: string;
  stale: boolean;
}

/** A summary as ListParticipants gives it. */
export function toSummary(
  participant: SdkParticipantSummary,
  address: ParticipantAddress,
  { asOf, stale }: Reading,
): ParticipantSummary {
  return {
    ...participantKeys(address),
    level: "summary",
    userId: participant.userId || undefined,
    state: participant.state || undefined,
    firstJoinTime: participant.firstJoinTime?.toISOString(),
    published: participant.published,
    recordingState: participant.recordingState || undefined,
    replicationType: participant.replicationType || undefined,
    replicationState: participant.replicationState || undefined,
    sourceStageArn: participant.sourceStageArn || undefined,
    sourceSessionId: participant.sourceSessionId || undefined,
    redundantIngest: participant.redundantIngest,
    ingestConfigurationArn: participant.ingestConfigurationArn || undefined,
    asOf,
    stale,
  };
}

function toDetail(
  participant: SdkParticipant,
  address: ParticipantAddress,
  reading: Reading,
): ParticipantDetail {
  return {
    ...toSummary(participant, address, reading),
    level: "detail",
    attributes: participant.attributes ?? {},
    ispName: participant.ispName || undefined,
    osName: participant.osName || undefined,
    osVersion: participant.osVersion || undefined,
    browserName: participant.browserName || undefined,
    browserVersion: participant.browserVersion || undefined,
    sdkVersion: participant.sdkVersion || undefined,
    recordingS3BucketName: participant.recordingS3BucketName || undefined,
    recordingS3Prefix: participant.recordingS3Prefix || undefined,
    protocol: participant.protocol || undefined,
  };
}
