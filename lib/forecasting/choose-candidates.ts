import type { CandidateLosses, LossTotals } from "./candidate-losses.ts";
import { type PairedGain, RelativeLosses } from "./relative-loss.ts";

/** What is published for a group of series, and why. */
interface Choice extends PairedGain {
  readonly candidate: string;
  /** The best single baseline there; `gain` and `noise` are against it. */
  readonly bestBaseline: string;
  /** Series that validation saw. */
  readonly series: number;
  /** A sentence for the report. */
  readonly reason: string;
}

/** Which candidate forecasts which segment. */
export interface Selection {
  readonly overall: Choice;
  readonly segments: Readonly<Record<string, Choice>>;
}

export interface ChoiceRules {
  /** Series a segment needs to have a choice of its own. */
  readonly leastSeries: number;
  /** Standard errors by which something new must be better. */
  readonly margin: number;
}

const usualRules: ChoiceRules = { leastSeries: 30, margin: 1 };

/**
 * Chooses by validation loss. A candidate that is no baseline is taken only where it beats the best
 * baseline by more than noise; a segment leaves the overall choice only where another beats that by
 * more than noise (the one-standard-error rule of Breiman et al. 1984, in pairs over series).
 */
export function chooseCandidates(
  losses: CandidateLosses,
  isBaseline: (candidate: string) => boolean,
  rules: ChoiceRules = usualRules,
): Selection {
  const names = losses.candidates;
  const baseline = (k: number) => isBaseline(names[k]);
  const all = comparison(losses.overall(), baseline);
  const overall = overallChoice(all, rules);
  const segments: Record<string, Choice> = {};
  for (const [segment, totals] of Object.entries(losses.totals())) {
    const own = comparison(totals, baseline);
    segments[segment] = describe(names, own, segmentChoice(own, overall.candidate, rules));
  }
  return { overall: describe(names, all, overall), segments };
}

/** The candidate that forecasts `segment`; one that validation never saw gets the overall choice. */
export const chosenFor = ({ overall, segments }: Selection, segment: string): string =>
  (segments[segment] ?? overall).candidate;

interface Comparison {
  readonly series: number;
  readonly losses: RelativeLosses;
  readonly bestBaseline: number;
}

/** Losses relative to the best baseline; which that is does not depend on the first reference much. */
function comparison(totals: LossTotals, baseline: (k: number) => boolean): Comparison {
  const first = new RelativeLosses(totals, 0).best(baseline);
  const bestBaseline = new RelativeLosses(totals, first).best(baseline);
  return { series: totals.series, losses: new RelativeLosses(totals, bestBaseline), bestBaseline };
}

interface Decision {
  readonly candidate: number;
  readonly because: "better" | "no better" | "as overall" | "too few" | "better here";
}

function overallChoice({ losses, bestBaseline }: Comparison, rules: ChoiceRules): Decision {
  const best = losses.best();
  if (best === bestBaseline) return { candidate: best, because: "no better" };
  const { gain, noise } = losses.gain(best, bestBaseline);
  return gain > rules.margin * noise
    ? { candidate: best, because: "better" }
    : { candidate: bestBaseline, because: "no better" };
}

function segmentChoice(own: Comparison, overall: number, rules: ChoiceRules): Decision {
  if (own.series < rules.leastSeries) return { candidate: overall, because: "too few" };
  const best = own.losses.best();
  const { gain, noise } = own.losses.gain(best, overall);
  return gain > rules.margin * noise
    ? { candidate: best, because: "better here" }
    : { candidate: overall, because: "as overall" };
}

function describe(names: readonly string[], own: Comparison, decision: Decision): Choice {
  const candidate = names[decision.candidate];
  const bestBaseline = names[own.bestBaseline];
  const paired = own.losses.gain(decision.candidate, own.bestBaseline);
  const { series } = own;
  const facts = { candidate, bestBaseline, series, ...paired };
  return { ...facts, reason: reasonFor(decision.because, facts) };
}

function reasonFor(because: Decision["because"], facts: Omit<Choice, "reason">): string {
  const { candidate, bestBaseline, series, gain, noise } = facts;
  const compared = `${percent(Math.abs(gain))} ${gain >= 0 ? "lower" : "higher"} than that of ${bestBaseline}, the best baseline, over ${series} series (noise ${percent(noise)})`;
  const against =
    candidate === bestBaseline
      ? `${bestBaseline} is the best baseline of ${series} series`
      : `its loss is ${compared}`;
  switch (because) {
    case "better":
      return `${candidate}: ${against}.`;
    case "no better":
      return `${candidate}: nothing beat the best baseline by more than noise over ${series} series.`;
    case "better here":
      return `${candidate}: better here than what is best overall; ${against}.`;
    case "as overall":
      return `${candidate}: best overall, and nothing is better here by more than noise; ${against}.`;
    case "too few":
      return `${candidate}: best overall; ${series} series are too few to choose for them alone.`;
  }
}

const percent = (share: number): string =>
  Number.isFinite(share) ? `${(100 * share).toFixed(1)} %` : "unknown";
