import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { between, poisson } from "#lib/demo/pick.ts";
import { type BusinessDate, fromEpochDay, toEpochDay } from "#lib/domain/business-date.ts";
import { type Frequency, periodDate, periodOf } from "#lib/domain/period.ts";
import { type Random, seededRandom } from "#lib/domain/random.ts";

/** What one period of an invented series shows; a period without sales of few items has no row. */
interface InventedPeriod {
  readonly units: number;
  readonly price?: number;
  readonly promotion?: number;
  readonly in_stock?: boolean;
}

/** Series of one kind, drawn from a seed. None imitates a data set: they are kinds of demand. */
export interface InventedKind {
  readonly frequency: Frequency;
  readonly horizon: number;
  readonly series: number;
  readonly periods: number;
  readonly target?: "units" | "price";
  /** Columns of `InventedPeriod` beside the units. */
  readonly columns?: readonly ("price" | "promotion" | "in_stock")[];
  /** Columns known ahead, given as covariates. */
  readonly known?: readonly ("price" | "promotion")[];
  /** Draws a series: a function of the period, asked in order from 0. */
  readonly draw: (random: Random, periods: number) => (t: number) => InventedPeriod;
}

const weekday = [0.8, 0.85, 0.9, 1, 1.3, 1.6, 0.55] as const;
const dayFactor = (t: number): number => weekday[t % 7] as number;
const levelOf = (random: Random, mean: number, spread: number): number =>
  mean * Math.exp(spread * random.normal());
/** Counts with more variance than Poisson: its rate has a lognormal factor. */
const count = (random: Random, rate: number, spread = 0.3): number =>
  poisson(random, rate * Math.exp(spread * random.normal() - spread ** 2 / 2));
const yearWave = (t: number, periods: number, peak: number, height: number): number =>
  Math.exp(height * Math.cos((2 * Math.PI * (t - peak)) / periods));

export const inventedKinds = {
  intermittent: {
    ...{ frequency: "week", horizon: 8, series: 300, periods: 130 },
    draw: (random) => {
      const rate = between(random, 0.05, 0.5);
      const size = levelOf(random, 4, 0.8);
      return () => ({ units: random.uniform() < rate ? 1 + count(random, size, 0.5) : 0 });
    },
  },
  trending: {
    ...{ frequency: "week", horizon: 13, series: 200, periods: 156 },
    draw: (random) => {
      const level = levelOf(random, 30, 0.8);
      const growth = 0.006 * random.normal();
      return (t) => ({ units: count(random, level * Math.exp(growth * t), 0.15) });
    },
  },
  "level-shift": {
    ...{ frequency: "day", horizon: 28, series: 200, periods: 420 },
    draw: (random) => {
      let level = levelOf(random, 12, 0.7);
      return (t) => {
        if (random.uniform() < 0.006) level *= Math.exp(0.8 * random.normal());
        return { units: count(random, level * dayFactor(t)) };
      };
    },
  },
  "yearly season": {
    ...{ frequency: "week", horizon: 13, series: 200, periods: 190 },
    draw: (random) => {
      const level = levelOf(random, 20, 0.8);
      const peak = 52 * random.uniform();
      const height = between(random, 0.3, 1.5);
      return (t) => ({ units: count(random, level * yearWave(t, 52.18, peak, height), 0.2) });
    },
  },
  promotions: {
    ...{ frequency: "day", horizon: 28, series: 200, periods: 500 },
    ...{ columns: ["price"], known: ["price", "promotion"] },
    draw: (random) => {
      const level = levelOf(random, 8, 0.7);
      const regular = Math.round(levelOf(random, 500, 0.6)) / 100;
      const elasticity = between(random, 1, 3);
      let left = 0;
      let cut = 0;
      return (t) => {
        if (left > 0) left--;
        else if (random.uniform() < 0.02) [left, cut] = [6, between(random, 0.1, 0.4)];
        const promotion = left > 0 ? 1 : 0;
        const price = regular * (1 - promotion * cut);
        const lift = (price / regular) ** -elasticity * (1 + 0.3 * promotion);
        return { units: count(random, level * dayFactor(t) * lift), price, promotion };
      };
    },
  },
  "stock-outs": {
    ...{ frequency: "day", horizon: 14, series: 200, periods: 365, columns: ["in_stock"] },
    draw: (random) => {
      const level = levelOf(random, 6, 0.7);
      let stock = level * 20;
      return (t) => {
        if (t % 14 === 0) stock += level * 14;
        const wanted = count(random, level * dayFactor(t));
        const units = Math.min(wanted, Math.floor(stock));
        stock -= units;
        return { units, in_stock: units === wanted };
      };
    },
  },
  launches: {
    ...{ frequency: "day", horizon: 28, series: 300, periods: 300 },
    draw: (random, periods) => {
      const launch = Math.floor(periods * random.uniform());
      const level = levelOf(random, 5, 0.8);
      return (t) => {
        const age = t - launch;
        if (age < 0) return { units: 0 };
        const hype = 1 + 2 * Math.exp(-age / 20);
        return { units: count(random, level * hype * dayFactor(t)) };
      };
    },
  },
  tiny: {
    ...{ frequency: "month", horizon: 3, series: 10, periods: 30 },
    draw: (random) => {
      const level = levelOf(random, 80, 0.5);
      const peak = 12 * random.uniform();
      return (t) => ({ units: count(random, level * yearWave(t, 12, peak, 0.4), 0.2) });
    },
  },
  prices: {
    ...{ frequency: "day", horizon: 28, series: 150, periods: 400 },
    ...{ target: "price", columns: ["price"] },
    draw: (random) => {
      let price = levelOf(random, 10, 0.8);
      return () => {
        if (random.uniform() < 0.05) price *= Math.exp(0.06 * random.normal());
        return { units: 1 + poisson(random, 3), price: Math.round(price * 100) / 100 };
      };
    },
  },
} as const satisfies Record<string, InventedKind>;

/** A Monday. */
const firstDay = Date.UTC(2022, 0, 3) / 86_400_000;

/** First day of a period, counted from the first. */
function dateOf({ frequency }: Pick<InventedKind, "frequency">, t: number): BusinessDate {
  const calendar = { frequency, weekStart: 0 };
  return periodDate(periodOf(firstDay, calendar) + t, calendar);
}

/** The last day of the history when `horizons` of them are held back. */
export function cutoffOf(kind: InventedKind, horizons: number): BusinessDate {
  const next = dateOf(kind, kind.periods - horizons * kind.horizon);
  return fromEpochDay(toEpochDay(next) - 1);
}

/** Writes `sales.csv`, `covariates.csv` and `shelfcast.yaml`. @returns the path of the last */
export async function writeInvented(
  kind: InventedKind,
  folder: string,
  name: string,
  seed: number,
) {
  const sales: string[] = [["date,item,units", ...(kind.columns ?? [])].join(",")];
  const known: string[] = [["date,item", ...(kind.known ?? [])].join(",")];
  for (let s = 0; s < kind.series; s++) {
    const at = kind.draw(seededRandom(seed, `${name} ${s}`), kind.periods);
    for (let t = 0; t < kind.periods; t++) {
      const period: InventedPeriod = at(t);
      const key = `${dateOf(kind, t)},item-${s}`;
      const cells = (names: readonly (keyof InventedPeriod)[]) => names.map((n) => period[n]);
      if (period.units > 0 || kind.columns?.includes("in_stock"))
        sales.push([key, period.units, ...cells(kind.columns ?? [])].join(","));
      if (kind.known) known.push([key, ...cells(kind.known)].join(","));
    }
  }
  await writeFile(join(folder, "sales.csv"), `${sales.join("\n")}\n`);
  if (kind.known) await writeFile(join(folder, "covariates.csv"), `${known.join("\n")}\n`);
  const config = join(folder, "shelfcast.yaml");
  await writeFile(config, configText(kind, name));
  return config;
}

function configText(kind: InventedKind, name: string): string {
  const { frequency, horizon, target = "units", columns = [], known } = kind;
  const mapped = (names: readonly string[]) => names.map((n) => `${n}: ${n}`).join(", ");
  const covariates = `
  covariates:
    - files: covariates.csv
      columns: { ${mapped(["date", "item", ...(known ?? [])])} }
      known: [${known?.join(", ")}]`;
  return `name: ${name}
frequency: ${frequency}
horizon: ${horizon}
quantiles: [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95]
target: ${target}
${target === "price" ? "missing: unknown" : ""}
tables:
  sales:
    files: sales.csv
    columns: { ${mapped(["date", "item", "units", ...columns])} }${known ? covariates : ""}
`;
}
