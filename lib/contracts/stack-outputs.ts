/** What a deployed stack tells of itself: outputs that cdk/ gives and that `--stack` reads, by these names. */
export const stackOutput = {
  /** `s3://bucket`. */
  lake: "LakeAddress",
  /** Where planners sign in. */
  console: "ConsoleUrl",
  api: "ApiUrl",
  /** `gpu` or `none`. */
  accelerator: "Accelerator",
  /** A `NightPlan` as JSON. */
  nights: "Nights",
} as const;

/** Each alarm of a stack bears the stack's name before its own. */
export const alarmPrefix = (stack: string): string => `${stack}-`;
