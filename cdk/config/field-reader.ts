import type { ConfigFault } from "./config-fault.ts";

/** What a text must look like, and how a person would say it. */
export interface TextRule {
  readonly pattern: RegExp;
  readonly say: string;
}

interface NumberRule {
  readonly min: number;
  readonly max: number;
  readonly default: number;
}

/**
 * Reads the fields of one mapping. What is wrong is noted under the field's full name, and reading
 * goes on with the default, so that a file is mended in one go.
 */
export class FieldReader {
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #path: string;
  readonly #faults: ConfigFault[];
  readonly #known = new Set<string>();
  readonly #sections: FieldReader[] = [];

  constructor(value: unknown, faults: ConfigFault[], path = "") {
    this.#path = path;
    this.#faults = faults;
    this.#fields = isMapping(value) ? value : {};
    if (!isMapping(value) && value !== undefined && value !== null) {
      faults.push({ field: path, problem: `is ${show(value)}.`, remedy: "Write fields under it." });
    }
  }

  section(name: string): FieldReader {
    const section = new FieldReader(this.#take(name), this.#faults, this.#name(name));
    this.#sections.push(section);
    return section;
  }

  text(name: string, rule: TextRule): string | undefined {
    const value = this.#take(name);
    if (value === undefined || value === null) return undefined;
    if (typeof value === "string" && rule.pattern.test(value)) return value;
    this.fault(name, `is ${show(value)}.`, `Write ${rule.say}.`);
    return undefined;
  }

  requiredText(name: string, rule: TextRule): string {
    const given = this.#fields[name];
    if (given === undefined || given === null) {
      this.fault(name, "is missing.", `Write ${rule.say}.`);
    }
    return this.text(name, rule) ?? "";
  }

  texts(name: string, rule: TextRule): readonly string[] {
    const value = this.#take(name);
    if (value === undefined || value === null) return [];
    const entries = Array.isArray(value) ? value : [value];
    const bad = entries.findIndex(
      (entry) => !(typeof entry === "string" && rule.pattern.test(entry)),
    );
    if (bad < 0) return entries as string[];
    this.fault(`${name}[${bad}]`, `is ${show(entries[bad])}.`, `Write ${rule.say}.`);
    return [];
  }

  whole(name: string, rule: NumberRule): number {
    const value = this.#take(name);
    if (value === undefined || value === null) return rule.default;
    const isGood =
      Number.isInteger(value) && Number(value) >= rule.min && Number(value) <= rule.max;
    if (isGood) return Number(value);
    const wanted = `Write a whole number from ${rule.min} to ${rule.max}.`;
    this.fault(name, `is ${show(value)}.`, wanted);
    return rule.default;
  }

  choice<Option extends string>(
    name: string,
    options: readonly Option[],
    fallback: Option,
  ): Option {
    const value = this.#take(name);
    if (value === undefined || value === null) return fallback;
    const chosen = options.find((option) => option === value);
    if (chosen === undefined) this.fault(name, `is ${show(value)}.`, `Write ${anyOf(options)}.`);
    return chosen ?? fallback;
  }

  flag(name: string, fallback: boolean): boolean {
    const value = this.#take(name);
    if (value === undefined || value === null) return fallback;
    if (typeof value === "boolean") return value;
    this.fault(name, `is ${show(value)}.`, "Write true or false.");
    return fallback;
  }

  fault(name: string, problem: string, remedy: string): void {
    this.#faults.push({ field: this.#name(name), problem, remedy });
  }

  /** Called when all known fields are read: what is left is a misspelling. */
  refuseUnknown(): void {
    for (const name of Object.keys(this.#fields)) {
      if (this.#known.has(name)) continue;
      this.fault(name, "is not a known field.", `Remove it, or write ${anyOf([...this.#known])}.`);
    }
    for (const section of this.#sections) section.refuseUnknown();
  }

  #take(name: string): unknown {
    this.#known.add(name);
    return this.#fields[name];
  }

  #name = (name: string): string => (this.#path === "" ? name : `${this.#path}.${name}`);
}

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const show = (value: unknown): string => JSON.stringify(value);

const anyOf = (names: readonly string[]): string =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
