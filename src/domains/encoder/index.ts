import "./fields.ts";
import "./mutations.ts";
import "./queries.ts";
