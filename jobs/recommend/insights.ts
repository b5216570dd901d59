import type { promotionLifts } from "#lib/marketing/promotion-lift.ts";
import type { Demand } from "./read-demand.ts";
import type { ServingSums } from "./serving-sums.ts";
import type { ShopNight } from "./shop-night.ts";

/** All that marketing's files are made of. */
export interface Insights {
  readonly night: ShopNight;
  readonly sums: ServingSums;
  readonly demand: Demand;
  readonly lifts: ReturnType<typeof promotionLifts>;
  /** Days of the horizon: of the stretch to come, and of those it is compared with. */
  readonly days: number;
  /** How fast old interest is forgotten, chosen on its own past; 0 where there is none. */
  readonly rate: number;
}
