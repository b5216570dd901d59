import type { ForecastTraining } from "#lib/models/forecast-training.ts";
import { noBlocks, noCalendar, noMixture, noScalars, noSimpleForecasts } from "./masked-inputs.ts";
import { attending, mixing, noSaleGradient } from "./past-encoders.ts";

/** What differs from the network as it is. */
type Variant = (context: number) => Partial<ForecastTraining> & Pick<Changed, "without">;
interface Changed {
  /** Parts of the data that are kept from it. */
  readonly without?: readonly ("known" | "past" | "statics" | "words")[];
}

/** @param context past periods that the network reads as it is */
export const variants: Readonly<Record<string, Variant>> = {
  "as it is": () => ({}),
  "half the context": (context) => ({ settings: { context: Math.ceil(context / 2) } }),
  "twice the context": (context) => ({ settings: { context: 2 * context } }),
  "half as wide": () => ({ settings: { summary_width: 48, step_width: 32 } }),
  "twice as wide": () => ({ settings: { summary_width: 192, step_width: 128 } }),
  "no dropout": () => ({ settings: { dropout: 0 } }),
  "attention over the past": () => ({ network: attending }),
  "a mixer over the past": () => ({ network: mixing }),
  "no means of blocks": () => ({ network: noBlocks }),
  "no scalars": () => ({ network: noScalars }),
  "no calendar": () => ({ network: noCalendar }),
  "no mixture of simple forecasts": () => ({ network: noMixture }),
  "no simple forecasts at all": () => ({ network: noSimpleForecasts }),
  "sale head learns alone": () => ({ network: noSaleGradient }),
  "no covariates ahead": () => ({ without: ["known"] }),
  "no covariates of the past": () => ({ without: ["past"] }),
  "no attributes": () => ({ without: ["statics"] }),
  "no words": () => ({ without: ["words"] }),
};
