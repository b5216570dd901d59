import type { InputSpecs } from "#lib/engine/graph-inputs.ts";
import type { Adapter } from "#lib/engine/scope.ts";
import type { Weight, Weights } from "#lib/tensors/tensor-type.ts";
import type { AskedNetwork } from "./loss-changes.ts";
import { lossChanges } from "./loss-changes.ts";
import { takeColumns, takeRows } from "./take-units.ts";

/** Parts of a network that can be taken out one by one: attention heads, hidden neurons. */
export interface UnitGroup {
  /** Paths of the linear layers that give the units. */
  readonly from: readonly string[];
  /** Path of the linear layer that reads them. */
  readonly into: string;
  /** Numbers that make up one unit. */
  readonly size: number;
}

/** The heads, `size` wide, of the attention at `path`. */
export const headsOf = (path: string, size: number): UnitGroup => ({
  from: ["query", "key", "value"].map((name) => `${path}${name}.`),
  into: `${path}out.`,
  size,
});

/** The neurons between two linear layers. */
export const neuronsOf = (up: string, down: string): UnitGroup => ({
  from: [up],
  into: down,
  size: 1,
});

/**
 * Takes the least important units out of every group and leaves the share `keep` of it, one at least.
 * Importance is the mean over batches of |∂loss/∂ξ|, ξ = 1 a factor on the unit (Michel et al. 2019),
 * which is |Σ w · ∂loss/∂w| over the weights that read it. Train on from here: with
 * `widthsOf(pruned)` the same network takes these weights.
 */
export async function prune<Specs extends InputSpecs>(
  asked: AskedNetwork<Specs>,
  groups: readonly UnitGroup[],
  keep: number,
): Promise<Weights> {
  const importance = await unitImportance(asked, groups);
  const pruned = new Map(asked.weights);
  for (const [index, group] of groups.entries()) {
    const kept = mostImportant(importance[index] as Float64Array, keep);
    takeUnits(pruned, group, kept);
  }
  return pruned;
}

/** Gives every linear layer the width that its weights have. */
export const widthsOf = (weights: Weights): Adapter => ({
  width: (path, width) => weights.get(`${path}weight`)?.shape[0] ?? width,
});

async function unitImportance<Specs extends InputSpecs>(
  asked: AskedNetwork<Specs>,
  groups: readonly UnitGroup[],
): Promise<readonly Float64Array[]> {
  const reading = groups.map(({ into }) => `${into}weight`);
  const total = groups.map(({ size }, index) => {
    const width = asked.weights.get(reading[index] as string)?.shape[1] ?? 0;
    return new Float64Array(width / size);
  });
  for await (const changes of lossChanges(asked, (name) => reading.includes(name))) {
    for (const [index, sums] of total.entries()) {
      const change = changes.get(reading[index] as string) as Weight;
      for (const [unit, sum] of sumsOfUnits(change, sums.length).entries()) {
        sums[unit] = (sums[unit] as number) + Math.abs(sum);
      }
    }
  }
  return total;
}

/** A matrix [out, in] summed over the columns of each of the units that its inputs are. */
function sumsOfUnits({ shape, data }: Weight, units: number): Float64Array {
  const width = shape[1] as number;
  const sums = new Float64Array(units);
  for (const [at, value] of data.entries()) {
    const unit = Math.floor(((at % width) * units) / width);
    sums[unit] = (sums[unit] as number) + value;
  }
  return sums;
}

function mostImportant(importance: Float64Array, keep: number): readonly number[] {
  const units = [...importance.keys()].sort(
    (a, b) => (importance[b] as number) - (importance[a] as number),
  );
  return units.slice(0, Math.max(1, Math.round(keep * units.length))).sort((a, b) => a - b);
}

function takeUnits(
  weights: Map<string, Weight>,
  { from, into, size }: UnitGroup,
  kept: readonly number[],
) {
  const places = kept.flatMap((unit) => Array.from({ length: size }, (_, at) => unit * size + at));
  const change = (name: string, take: (weight: Weight, places: readonly number[]) => Weight) => {
    const weight = weights.get(name);
    if (weight !== undefined) weights.set(name, take(weight, places));
  };
  for (const path of from) {
    change(`${path}weight`, takeRows);
    change(`${path}bias`, takeRows);
  }
  change(`${into}weight`, takeColumns);
}
