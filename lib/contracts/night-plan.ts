/** When nights are: told by cdk/ to the Lambda that starts them. */
export interface NightPlan {
  /** `HH:MM` in `timeZone`: a night's run starts at the latest. A night is named by the date of it. */
  readonly at: string;
  /** `HH:MM`, on the evening before where it is later than `at`: files from here on are of the night. */
  readonly opensAt: string;
  readonly timeZone: string;
  readonly days: readonly string[];
  /** Keys of the lake, `*` allowed, of which each must have arrived for a run to start before `at`. */
  readonly waitFor: readonly string[];
  /** The run's config, as a key of the lake. */
  readonly config: string;
}

/** What the schedule tells at `at`; the time is UTC, ISO 8601. */
export interface DeadlineEvent {
  readonly deadline: string;
}
