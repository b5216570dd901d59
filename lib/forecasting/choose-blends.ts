import { type Blend, blendOf } from "./blend.ts";
import {
  type BlendSample,
  mixMembers,
  selectBlend,
  type WeighedSample,
  type WeightPrior,
} from "./select-blend.ts";
import { seriesLoss } from "./series-loss.ts";
import { weighSamples } from "./weigh-samples.ts";

/** What is published for a group of series, and why. */
interface Choice {
  readonly blend: Blend;
  /** Share by which its loss is lower than that of the simpler choice, on series held out. */
  readonly gain: number;
  /** Forecasts that validation saw. */
  readonly samples: number;
  /** A sentence for the report. */
  readonly reason: string;
}

/** Which blend forecasts which segment. */
export interface Selection {
  readonly overall: Choice;
  readonly segments: Readonly<Record<string, Choice>>;
}

/** The blend that forecasts `segment`; one that validation never saw gets the overall choice. */
export const blendFor = ({ overall, segments }: Selection, segment: string): Blend =>
  (segments[segment] ?? overall).blend;

/** Members that any segment's choice is made of. */
export function chosenMembers({ overall, segments }: Selection): ReadonlySet<string> {
  return new Set(
    [overall, ...Object.values(segments)].flatMap(({ blend }) => Object.keys(blend.weights)),
  );
}

/** What blends are made of. */
export interface BlendMembers {
  readonly names: readonly string[];
  /** Whether a member is a baseline: what anything more elaborate must beat. */
  readonly isBaseline: (name: string) => boolean;
  /** What a member weighs before anything is validated; in proportion. */
  readonly priorWeight: (name: string) => number;
}

/** Forecasts that the prior counts as: a segment of so many goes half its own way. */
const priorSamples = 60;
/** Forecasts a segment needs to have weights of its own. */
const leastSamples = 30;

/**
 * Weighs members on validation forecasts, first for all series, then for each segment from there on.
 * Weights learned on either half of the series must lower the loss of the other half: the overall
 * blend, or the prior's where that does better, against the best baseline alone; a segment's against
 * the overall blend. Else the simpler one stays.
 */
export function chooseBlends(
  samples: readonly BlendSample[],
  { names, isBaseline, priorWeight }: BlendMembers,
  levels: readonly number[],
): Selection {
  const weighed = weighSamples(samples, names.length, levels);
  const simple = new BestMember(names.map(isBaseline), levels);
  const weights = unit(names.map(priorWeight));
  const simpler: FindWeights = (half) => simple.weights(half);
  const learned = contest(weighed, levels, {
    simpler,
    better: (half) => selectBlend(half, levels, { weights, samples: priorSamples }),
  });
  const given = contest(weighed, levels, { simpler, better: () => weights });
  const all = given.gain > learned.gain ? given : learned;
  const overall = all.gain > 0 ? all.better : all.simpler;
  const segments: Record<string, Choice> = {};
  for (const [segment, own] of [...bySegment(weighed)].sort(([a], [b]) => (a < b ? -1 : 1))) {
    segments[segment] = segmentChoice(own, overall, names, levels);
  }
  return { overall: overallChoice(all, names, samples.length), segments };
}

function overallChoice(
  { gain, better, simpler }: Contest,
  names: readonly string[],
  samples: number,
): Choice {
  const [blend, baseline] = [better, simpler].map((weights) => blendOf(names, weights)) as [
    Blend,
    Blend,
  ];
  const few = samples < priorSamples ? ", so few that chance has its say" : "";
  const over = `on series held out, over ${samples} forecasts${few}`;
  return gain > 0
    ? {
        ...{ blend, gain, samples },
        reason: `${blend.name}: its loss is ${percent(gain)} lower than that of ${baseline.name}, the best baseline, ${over}.`,
      }
    : {
        ...{ blend: baseline, gain: 0, samples },
        reason: `${baseline.name}: no blend beats this, the best baseline, ${over}.`,
      };
}

function segmentChoice(
  own: readonly WeighedSample[],
  overall: readonly number[],
  names: readonly string[],
  levels: readonly number[],
): Choice {
  const whole = blendOf(names, overall);
  const samples = own.length;
  if (samples < leastSamples) {
    const reason = `${whole.name}: as overall; ${samples} forecasts are too few to weigh members for them alone.`;
    return { blend: whole, gain: 0, samples, reason };
  }
  const prior: WeightPrior = { weights: overall, samples: priorSamples };
  const { gain, better } = contest(own, levels, {
    simpler: () => overall,
    better: (half) => selectBlend(half, levels, prior),
  });
  const blend = blendOf(names, better);
  return gain > 0
    ? {
        ...{ blend, gain, samples },
        reason: `${blend.name}: here its loss is ${percent(gain)} lower than that of what is best overall, on series held out, over ${samples} forecasts.`,
      }
    : {
        ...{ blend: whole, gain: 0, samples },
        reason: `${whole.name}: as overall; weights of its own did not lower the loss of series held out, over ${samples} forecasts.`,
      };
}

/** Two ways to find weights, compared on series that neither saw; and what each finds on all. */
interface Contest {
  readonly gain: number;
  readonly better: readonly number[];
  readonly simpler: readonly number[];
}

type FindWeights = (samples: readonly WeighedSample[]) => readonly number[];

function contest(
  samples: readonly WeighedSample[],
  levels: readonly number[],
  { simpler, better }: { readonly simpler: FindWeights; readonly better: FindWeights },
): Contest {
  let before = 0;
  let after = 0;
  for (const half of [0, 1]) {
    const learned = samples.filter((sample) => sample.half === half);
    const tested = samples.filter((sample) => sample.half !== half);
    if (learned.length === 0) continue;
    before += totalLoss(tested, simpler(learned), levels);
    after += totalLoss(tested, better(learned), levels);
  }
  const gain = before > 0 ? 1 - after / before : 0;
  return { gain, better: better(samples), simpler: simpler(samples) };
}

const totalLoss = (
  samples: readonly WeighedSample[],
  weights: readonly number[],
  levels: readonly number[],
): number =>
  samples.reduce(
    (total, sample) =>
      total +
      sample.weight * seriesLoss(sample.actual, mixMembers(sample.quantiles, weights), levels),
    0,
  );

/** All weight on the one member that does best. */
class BestMember {
  readonly #allowed: readonly boolean[];
  readonly #levels: readonly number[];

  constructor(allowed: readonly boolean[], levels: readonly number[]) {
    this.#allowed = allowed;
    this.#levels = levels;
  }

  weights(samples: readonly WeighedSample[]): readonly number[] {
    const alone = (member: number) => this.#allowed.map((_, m) => Number(m === member));
    const losses = this.#allowed.map((isAllowed, member) =>
      isAllowed ? totalLoss(samples, alone(member), this.#levels) : Number.POSITIVE_INFINITY,
    );
    return alone(losses.indexOf(Math.min(...losses)));
  }
}

const unit = (weights: readonly number[]): number[] => {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
};

function bySegment(samples: readonly WeighedSample[]): Map<string, WeighedSample[]> {
  const groups = new Map<string, WeighedSample[]>();
  for (const sample of samples) {
    const group = groups.get(sample.segment);
    if (group) group.push(sample);
    else groups.set(sample.segment, [sample]);
  }
  return groups;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
