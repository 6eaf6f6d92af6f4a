import { createLocalLeases } from "../../src/feed/local-leases.ts";
import { describeLeases } from "./leases-conformance.ts";

describeLeases(async () => createLocalLeases());
