import { levelKinds } from "#lib/contracts/level-forecasts.ts";
import type { ConfigKeys } from "./config-key.ts";

/** The keys of `reconcile`. */
export const reconcileKeys = {
  method: {
    kind: "choice",
    options: ["auto", "mint", "bottom-up", "none"],
    default: "bottom-up",
    meaning:
      "How forecasts of series and of their sums are made to agree: bottom-up adds series up and leaves them as they are, auto lets sums move series (mint) where that lowers the squared error on validation, none forecasts no sums.",
  },
  levels: {
    kind: "list",
    of: { kind: "choice", options: levelKinds, meaning: "A level." },
    minItems: 1,
    maxItems: levelKinds.length,
    default: levelKinds,
    meaning: "Sums that are forecast, as far as the data has them and they are 500 at most.",
  },
} as const satisfies ConfigKeys;
