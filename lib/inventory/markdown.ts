import { normalQuantile } from "#lib/domain/normal-distribution.ts";
import type { PriceEffect } from "./price-effect.ts";

/** Stock that must go by a day, at what price it goes now. */
export interface AgeingStock {
  /** [paths] units wanted until then at the present price. */
  readonly demand: Float64Array;
  readonly onHand: number;
  readonly price: number;
  /** Money got for a unit that is left then. */
  readonly salvage: number;
  readonly effect: PriceEffect;
}

/** No price below `lowest`, none deeper than `maxDepth` under the present one. */
export interface MarkdownBounds {
  readonly maxDepth: number;
  /** Money. */
  readonly lowest: number;
}

export interface Markdown {
  readonly price: number;
  readonly gain: number;
  readonly gainLow: number;
  readonly gainHigh: number;
  /** Units expected to be left at the present price, and at this one. */
  readonly unsold: number;
  readonly unsoldAfter: number;
}

/** Depths tried: every twentieth of the price. */
const step = 0.05;
/** Equally likely elasticities, by their quantiles. */
const quantiles = [0.1, 0.3, 0.5, 0.7, 0.9] as const;

/**
 * Whether any price within bounds may gain, whatever the demand: what sells grows by (p / p₀)^ε at most,
 * so that (p − v) (p / p₀)^ε must exceed p₀ − v, even with the least elastic demand that is weighed.
 */
export function mayGain(stock: Omit<AgeingStock, "demand">, bounds: MarkdownBounds): boolean {
  const { price, salvage, effect } = stock;
  const least = elasticityAt(effect, quantiles.at(-1) as number);
  return lowerPrices(price, bounds).some(
    (lower) => (lower - salvage) * (lower / price) ** least > price - salvage,
  );
}

/**
 * The price within bounds at which stock brings most until it must go.
 *
 *     revenue(p) = E[ p · min(I, D (p / p₀)^ε) + v · (I − D (p / p₀)^ε)⁺ ]
 *
 * over demand D and elasticity ε, normal as estimated and never above 0. A markdown is suggested only if
 * it gains with nine elasticities in ten: what is not sure is left alone.
 */
export function bestMarkdown(stock: AgeingStock, bounds: MarkdownBounds): Markdown | undefined {
  const { price } = stock;
  const elasticities = quantiles.map((level) => elasticityAt(stock.effect, level));
  const now = elasticities.map(() => outcome(stock, price, 0));
  let best: Markdown | undefined;
  for (const lower of lowerPrices(price, bounds)) {
    const then = elasticities.map((elasticity) => outcome(stock, lower, elasticity));
    const gains = then.map(({ money }, i) => money - (now[i] as Outcome).money);
    const gain = mean(gains);
    if (gain <= (best?.gain ?? 0) || Math.min(...gains) <= 0) continue;
    const sorted = [...gains].sort((a, b) => a - b);
    best = {
      price: lower,
      gain,
      gainLow: sorted[0] as number,
      gainHigh: sorted.at(-1) as number,
      unsold: (now[0] as Outcome).unsold,
      unsoldAfter: mean(then.map(({ unsold }) => unsold)),
    };
  }
  return best;
}

function lowerPrices(price: number, { maxDepth, lowest }: MarkdownBounds): number[] {
  const prices: number[] = [];
  for (let depth = step; depth <= maxDepth + step / 10; depth += step) {
    const lower = Math.round(price * (1 - depth) * 100) / 100;
    if (lower < lowest || lower <= 0 || lower >= price) break;
    prices.push(lower);
  }
  return prices;
}

function elasticityAt({ elasticity, variance }: PriceEffect, level: number): number {
  return Math.min(0, elasticity + normalQuantile(level) * Math.sqrt(variance));
}

interface Outcome {
  readonly money: number;
  readonly unsold: number;
}

function outcome(
  { demand, onHand, price: before, salvage }: AgeingStock,
  price: number,
  elasticity: number,
): Outcome {
  const lift = (price / before) ** elasticity;
  let sold = 0;
  for (const units of demand) sold += Math.min(onHand, units * lift);
  sold /= demand.length;
  return { money: price * sold + salvage * (onHand - sold), unsold: onHand - sold };
}

const mean = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0) / values.length;
