import { blendOf } from "#lib/forecasting/blend.ts";
import type { Selection } from "#lib/forecasting/choose-blends.ts";

/** Methods that err apart: their mean is hard to beat where nothing can be compared. */
const members = ["seasonal-naive", "ets", "theta", "recent-values"];
const reason =
  "The history is too short to hold any of it back: nothing is compared, and the mean of four simple methods is published.";

/** What is chosen where nothing can be tried; it claims nothing. */
export const untried: { readonly reason: string; readonly selection: Selection } = {
  reason,
  selection: {
    overall: {
      blend: blendOf(
        members,
        members.map(() => 1 / members.length),
      ),
      gain: 0,
      samples: 0,
      reason,
    },
    segments: {},
  },
};
