import type { Selection } from "#lib/forecasting/choose-candidates.ts";

const candidate = "seasonal-naive";
const reason =
  "The history is too short to hold any of it back: nothing is compared, and the seasonal naive forecast is published.";

/** What is chosen where nothing can be tried: the simplest method, and no claim about it. */
export const untried: { readonly reason: string; readonly selection: Selection } = {
  reason,
  selection: {
    overall: { candidate, bestBaseline: candidate, gain: 0, noise: 0, series: 0, reason },
    segments: {},
  },
};
