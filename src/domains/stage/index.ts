import "./feed-items.ts";
import "./fields.ts";
import "./lobby-items.ts";
import "./mutations.ts";
import "./queries.ts";
import "./recording.ts";
import "./subscriptions.ts";
