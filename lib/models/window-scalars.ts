import { periodState } from "#lib/contracts/prepared-shard.ts";
import type { ForecastPlan } from "./forecast-plan.ts";
import type { RecentHistory } from "./recent-history.ts";
import type { WindowScale } from "./window-scale.ts";

const clamp = (value: number, limit: number): number => Math.min(limit, Math.max(-limit, value));

interface Subject {
  readonly history: RecentHistory;
  readonly plan: ForecastPlan;
  readonly window: WindowScale;
}

const level = ({ history, window }: Subject, to: number): number =>
  Math.asinh(history.mean(0, to, window.level * window.scale) / window.scale);

/** Ages 0 … to − 1 for which `holds`, as a share of them. */
function share(to: number, holds: (age: number) => boolean): number {
  let count = 0;
  for (let age = 0; age < to; age++) if (holds(age)) count++;
  return count / to;
}

function sinceLastSale({ values, reach }: RecentHistory): number {
  const age = values.findIndex((value) => value !== 0);
  return age < 0 ? reach : age;
}

function growthOverYear({ history, plan: { windows }, window }: Subject): number {
  const { year, recent } = windows;
  if (history.count(year, year + recent) === 0) return 0;
  const now = history.meanMagnitude(0, recent, 0);
  const then = history.meanMagnitude(year, year + recent, 0);
  const offset = 0.1 * window.scale;
  return clamp(Math.log((now + offset) / (then + offset)), 3);
}

/** What a window is like as a whole, one number each, all of the order of 1. */
const scalars = {
  size: ({ plan: { target }, window }: Subject) =>
    clamp((Math.log(window.scale) - target.logMean) / target.logSd, 5),
  unit: ({ plan, window }: Subject) => (plan.wholeNumbers ? Math.asinh(1 / window.scale) : 0),
  idleShare: ({ history, plan: { windows } }: Subject) =>
    share(windows.context, (age) => history.observed[age] === 1 && history.values[age] === 0),
  longIdleShare: ({ history, plan: { windows } }: Subject) =>
    share(windows.reach, (age) => history.observed[age] === 1 && history.values[age] === 0),
  sinceSale: ({ history }: Subject) => Math.log1p(sinceLastSale(history)) / 3,
  age: ({ history }: Subject) => Math.log1p(history.age) / 5,
  seasonLevel: (subject: Subject) =>
    level(subject, Math.min(subject.plan.season, subject.plan.windows.recent)),
  recentLevel: (subject: Subject) => level(subject, subject.plan.windows.recent),
  contextLevel: (subject: Subject) => level(subject, subject.plan.windows.context),
  longLevel: (subject: Subject) => level(subject, subject.plan.windows.reach),
  spread: ({ window }: Subject) => Math.asinh(window.spread),
  roughness: ({ window }: Subject) => Math.asinh(window.roughness),
  steadiness: ({ window }: Subject) => Math.asinh(window.level / window.spread),
  seasonality: ({ window: { roughness, spread } }: Subject) =>
    (roughness - spread) / (roughness + spread),
  observedShare: ({ history, plan: { windows } }: Subject) =>
    history.count(0, windows.context) / windows.context,
  hiddenShare: ({ history, plan: { windows } }: Subject) =>
    share(windows.context, (age) => (history.state[age] as number) >= periodState.closed),
  trend: ({ history, plan: { windows }, window }: Subject) => {
    const half = windows.context >> 1;
    const now = history.mean(0, half, 0);
    const change = now - history.mean(half, windows.context, now);
    return clamp(Math.asinh(change / (window.scale * window.spread)), 3);
  },
  growth: growthOverYear,
  peak: ({ history, window }: Subject) => {
    let peak = 0;
    for (const value of history.values) peak = Math.max(peak, Math.abs(value));
    return Math.asinh(peak / window.scale);
  },
  expected: ({ window }: Subject) => clamp(window.expected, 5),
} satisfies Record<string, (subject: Subject) => number>;

/** In the order in which they are written. */
export const scalarNames = Object.keys(scalars) as readonly (keyof typeof scalars)[];
const rules = Object.values(scalars);
export const scalarWidth = rules.length;

/** Writes [scalarWidth] numbers from `at` on. */
export function writeScalars(subject: Subject, out: Float32Array, at: number): void {
  for (let i = 0; i < rules.length; i++) {
    out[at + i] = (rules[i] as (subject: Subject) => number)(subject);
  }
}
