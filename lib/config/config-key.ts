import type { RawTableName } from "#lib/contracts/raw-tables.ts";
import type { Frequency } from "#lib/domain/period.ts";

/** What a key of `shelfcast.yaml` may hold: read by the parser, the JSON Schema and `init`. */
export type ConfigKey = TextKey | NumberKey | ChoiceKey | ListKey | SectionKey | ColumnsKey;

interface Described {
  /** One sentence for editors and for the comments `init` writes. */
  readonly meaning: string;
  /** Refused when absent; a key with neither this nor a default may be left out. */
  readonly required?: true;
}

export interface TextKey extends Described {
  readonly kind: "text";
  readonly maxLength: number;
  /** A regular expression the text must match, and how to say it. */
  readonly pattern?: { readonly source: string; readonly say: string };
  readonly default?: string;
}

export interface NumberKey extends Described {
  readonly kind: "number";
  readonly whole?: true;
  /** Smallest and largest value allowed, both included. */
  readonly min?: number;
  readonly max?: number;
  /** Bounds that are themselves not allowed. */
  readonly above?: number;
  readonly below?: number;
  readonly default?: number;
  /** A default that the configured frequency decides. */
  readonly defaultByFrequency?: Readonly<Record<Frequency, number>>;
}

export interface ChoiceKey extends Described {
  readonly kind: "choice";
  readonly options: readonly (string | number)[];
  readonly default?: string | number;
}

export interface ListKey extends Described {
  readonly kind: "list";
  readonly of: ConfigKey;
  readonly minItems: number;
  readonly maxItems: number;
  /** A single entry may stand without its brackets. */
  readonly bare?: true;
  /** Numbers, each greater than the one before. */
  readonly rising?: true;
  readonly default?: readonly (string | number)[];
}

export interface SectionKey extends Described {
  readonly kind: "section";
  readonly keys: ConfigKeys;
}

/** Our column → a source column or a SQL expression, for one raw table. */
export interface ColumnsKey extends Described {
  readonly kind: "columns";
  readonly table: RawTableName;
}

export type ConfigKeys = { readonly [name: string]: ConfigKey };

/** What the parser gives for a key described by `K`. */
type KeyValue<K extends ConfigKey> = K extends TextKey
  ? string
  : K extends NumberKey
    ? number
    : K extends { kind: "choice"; options: readonly (infer Option)[] }
      ? Option
      : K extends { kind: "list"; of: infer Entry extends ConfigKey }
        ? readonly KeyValue<Entry>[]
        : K extends { kind: "section"; keys: infer Keys extends ConfigKeys }
          ? SectionValue<Keys>
          : Readonly<Record<string, string>>;

export type SectionValue<Keys extends ConfigKeys> = {
  readonly [Name in keyof Keys]: Keys[Name] extends
    | { required: true }
    | { default: unknown }
    | { kind: "section" }
    ? KeyValue<Keys[Name]>
    : KeyValue<Keys[Name]> | undefined;
};
