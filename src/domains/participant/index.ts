import "./event-fields.ts";
import "./feed-items.ts";
import "./fields.ts";
import "./links.ts";
import "./mutations.ts";
import "./presence-items.ts";
import "./queries.ts";
import "./subscriptions.ts";
