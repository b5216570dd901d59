/** How many containers share a step that can be shared, or `whole`: one container does the night. */
export type GraphSize = "whole" | number;

/** Raw bytes up to which starting machines would take longer than the work. */
const wholeNightBytes = 64 * 2 ** 20;
/** Raw bytes of which one container forecasts the series. */
const bytesPerPart = 256 * 2 ** 20;
/** AWS Batch's limit is 10,000; more would wait for machines, not work. */
const mostParts = 1000;

/** Read by jobs/ to submit a night, and by cdk/ to tell what a night of a size takes. */
export function graphSizeFor(rawBytes: number): GraphSize {
  if (rawBytes <= wholeNightBytes) return "whole";
  return Math.min(mostParts, Math.ceil(rawBytes / bytesPerPart));
}
