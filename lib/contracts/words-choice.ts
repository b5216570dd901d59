/** Whether what words say of items is used for a group of series, and what it is worth there. */
export interface WordsWorth {
  readonly isUsed: boolean;
  /** Share by which words lower the loss of network and trees on validation; below 0 they raise it. */
  readonly gain: number;
  /** Forecasts that validation compared. */
  readonly samples: number;
}

/** Where words of items are used: decided on validation, segment by segment. */
export interface WordsChoice {
  readonly overall: WordsWorth;
  readonly segments: Readonly<Record<string, WordsWorth>>;
}

/** A segment that validation never saw goes by what is best overall. */
export const usesWords = (words: WordsChoice | undefined, segment: string): boolean =>
  words === undefined || (words.segments[segment] ?? words.overall).isUsed;
