import "./feed-items.ts";
import "./fields.ts";
import "./links.ts";
import "./queries.ts";
