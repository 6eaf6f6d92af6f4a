import "./fields.ts";
import "./queries.ts";
