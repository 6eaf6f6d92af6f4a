import { builder } from "../../graph/builder.ts";
import type { ExchangedToken, ParticipantEvent } from "./event.ts";

export const EventRef = builder.objectRef<ParticipantEvent>("ParticipantEvent");

export const ExchangedTokenRef = builder.objectRef<ExchangedToken>("ExchangedParticipantToken");
