import type { BusinessDate } from "#lib/domain/business-date.ts";
import type { Progress } from "#lib/run/step.ts";
import type { StepRecord } from "#lib/run/step-record.ts";
import type { Style } from "./style.ts";

/** One option of a command, without its dashes: what it takes and what `--help` says of it. */
export type OptionSpec =
  | FlagOption
  | (ValueOption & { readonly kind: "text"; readonly default?: string })
  | (ValueOption & {
      readonly kind: "count";
      /** Both included. */
      readonly min: number;
      readonly max: number;
      readonly default?: number;
    })
  | (ValueOption & { readonly kind: "number"; readonly min: number })
  | (ValueOption & {
      readonly kind: "choice";
      readonly oneOf: readonly string[];
      readonly default?: string;
    })
  | (ValueOption & { readonly kind: "date" })
  /** Several dates with commas between. */
  | (ValueOption & { readonly kind: "dates" });

interface FlagOption {
  readonly kind: "flag";
  readonly help: string;
}

interface ValueOption {
  /** What stands for the value in help: `FILE`, `N`, `D1,D2,…`. */
  readonly value: string;
  readonly help: string;
  readonly required?: true;
}

export interface OptionTable {
  readonly [name: string]: OptionSpec;
}

/** Words after the command that are no options. */
interface Operands {
  /** `FILES`, `NAME`. */
  readonly value: string;
  readonly help: string;
  readonly min: number;
  readonly max: number;
}

export interface CommandDeclaration<Options extends OptionTable> {
  readonly name: string;
  /** One line, starting with a verb: `writes a commented shelfcast.yaml`. */
  readonly summary: string;
  readonly options: Options;
  readonly operands?: Operands;
  /** What is typed after `npx shelfcast`, and what it does. */
  readonly examples: readonly (readonly [typed: string, does: string])[];
  /** Import what is heavy in here, so that `--help` stays quick. */
  run(args: Args<Options>, io: CommandIo): Promise<void>;
}

/** A command whatever its options: only the parser of its own table calls `run`. */
export interface Command extends Omit<CommandDeclaration<OptionTable>, "run"> {
  run(args: AnyArgs, io: CommandIo): Promise<void>;
}

export type AnyArgs = Readonly<Record<string, unknown>> & { readonly operands: readonly string[] };

/** Checks `run` against the table of options, then forgets the difference. */
export const command = <const Options extends OptionTable>(
  declared: CommandDeclaration<Options>,
): Command => ({ ...declared, run: (args, io) => declared.run(args as Args<Options>, io) });

/** `--as-of` arrives as `asOf`. An option that was not given and has no default is undefined. */
export type Args<Options extends OptionTable> = {
  readonly [Name in keyof Options as Camel<Name & string>]: Options[Name] extends
    | { kind: "flag" }
    | { required: true }
    | { default: unknown }
    ? OptionValue<Options[Name]>
    : OptionValue<Options[Name]> | undefined;
} & { readonly operands: readonly string[] };

type OptionValue<Spec extends OptionSpec> = Spec extends { kind: "flag" }
  ? boolean
  : Spec extends { kind: "count" | "number" }
    ? number
    : Spec extends { kind: "choice"; oneOf: readonly (infer Choice)[] }
      ? Choice
      : Spec extends { kind: "date" }
        ? BusinessDate
        : Spec extends { kind: "dates" }
          ? readonly BusinessDate[]
          : string;

type Camel<Name extends string> = Name extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : Name;

/** All that a command has of the world outside its files. */
export interface CommandIo {
  /** Threads to use, from `--threads` or the machine. */
  readonly threads: number;
  /** From `--seed`; undefined leaves it to the config. */
  readonly seed: number | undefined;
  /** Aborted by the first Ctrl-C: finish what is in hand and return or throw. */
  readonly signal: AbortSignal;
  /** Colours for `print`: plain where they are not wanted. */
  readonly style: Style;
  /** Columns of the terminal. */
  readonly width: number;
  readonly progress: ProgressDisplay;
  /** A line or more for a person; not shown under `--json`. */
  print(text: string): void;
  /** What `--json` prints, once, at the end. */
  result(value: unknown): void;
}

/** Work that is shown as it moves, one labelled part at a time. */
export interface ProgressDisplay {
  /** Starts a part such as `train`; the one before is over. */
  begin(label: string): Progress;
  /** Ends the present part, saying in a few words what came of it. */
  end(summary?: string): void;
  /** What a step took, where somebody draws curves of it. */
  record?(record: StepRecord): void;
  /** Numbers by the names of lib/contracts/metrics.ts, where alarms watch them. */
  measure?(values: Readonly<Record<string, number>>): void;
}
