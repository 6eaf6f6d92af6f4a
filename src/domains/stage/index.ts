import "./feed-items.ts";
import "./fields.ts";
import "./mutations.ts";
import "./queries.ts";
import "./recording.ts";
