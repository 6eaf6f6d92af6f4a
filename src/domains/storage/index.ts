import "./fields.ts";
import "./links.ts";
import "./mutations.ts";
import "./queries.ts";
