export interface StringRule {
  readonly type: "string";
  /** Lengths count characters (code points). */
  readonly min?: number;
  readonly max?: number;
  /** Anchored at both ends. */
  readonly pattern?: RegExp;
}
export interface EnumRule<Value extends string = string> {
  readonly type: "enum";
  readonly values: Readonly<Record<Value, true>>;
}
export interface IntegerRule {
  readonly type: "integer";
  readonly min?: number;
  readonly max?: number;
}
export interface FloatRule {
  readonly type: "float";
  readonly min?: number;
  readonly max?: number;
}
export interface BooleanRule {
  readonly type: "boolean";
}
export interface ListRule<Member = Rule> {
  readonly type: "list";
  readonly min?: number;
  readonly max?: number;
  readonly member: Member;
}
export interface MapRule {
  readonly type: "map";
  readonly max?: number;
  /** Of all keys and values together, in UTF-8. */
  readonly maxBytes?: number;
  readonly key: StringRule;
  readonly value: StringRule;
}
export interface StructureRule<Members = Readonly<Record<string, MemberRule>>> {
  readonly type: "structure";
  readonly members: Members;
}
export type Rule =
  | StringRule
  | EnumRule
  | IntegerRule
  | FloatRule
  | BooleanRule
  | ListRule
  | MapRule
  | StructureRule;
export type MemberRule = Rule & { readonly required?: boolean };

/** The rule that fits a type of the SDK. A misspelt, missing or wrongly typed member does not compile. */
export type RuleFor<T> = [T] extends [boolean]
  ? BooleanRule
  : [T] extends [number]
    ? IntegerRule | FloatRule
    : [T] extends [string]
      ? string extends T
        ? StringRule
        : EnumRule<T>
      : [T] extends [readonly (infer Member)[]]
        ? ListRule<RuleFor<Member>>
        : string extends keyof T
          ? MapRule
          : StructureRule<MembersFor<T>>;

/** A rule for each member, marked `required` exactly where the SDK's type is. */
export type MembersFor<T> = {
  readonly [Key in keyof T]-?: RuleFor<NonNullable<T[Key]>> &
    (object extends Pick<T, Key> ? { readonly required?: never } : { readonly required: true });
};
