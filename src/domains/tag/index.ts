import "./fields.ts";
