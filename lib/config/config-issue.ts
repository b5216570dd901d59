import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";

/** One thing wrong in a config file. */
export interface ConfigIssue {
  readonly code:
    | "syntax"
    | "unknown-key"
    | "missing-key"
    | "wrong-type"
    | "out-of-range"
    | "contradiction";
  /** Where it stands, both from 1. */
  readonly line: number;
  readonly column: number;
  /** Such as `tables.covariates[1].known`; empty for the whole file. */
  readonly path: string;
  readonly problem: string;
  readonly remedy: string;
}

/** Enough to mend a file in one go, few enough to read. */
const mostShown = 10;

export class InvalidConfigError extends ShelfcastError {
  readonly code = "INVALID_CONFIG";
  override readonly kind = "usage";
  readonly issues: readonly ConfigIssue[];

  /** @param issues at least one, in the order of the file */
  constructor(file: string, issues: readonly ConfigIssue[]) {
    const [first, ...others] = issues.slice(0, mostShown) as [ConfigIssue, ...ConfigIssue[]];
    const sentence = (issue: ConfigIssue) => `${place(file, issue)} ${issue.problem}`;
    const rest = others.map((issue) => `\n${sentence(issue)} ${issue.remedy}`).join("");
    const unseen = issues.length - mostShown;
    const more = unseen > 0 ? `\n${file}: ${unseen} more; mend these first.` : "";
    super(sentence(first), `${first.remedy}${rest}${more}`);
    this.issues = issues;
  }
}

const place = (file: string, { line, column }: ConfigIssue): string => `${file}:${line}:${column}:`;
