import "./destination.ts";
import "./feed-items.ts";
import "./fields.ts";
import "./layout.ts";
import "./links.ts";
import "./mutations.ts";
import "./queries.ts";
import "./subscriptions.ts";
