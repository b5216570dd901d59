import {
  type LearningSettings,
  parameterOf,
  type SearchSpace,
  type TunedName,
  type TuningConfig,
  tunedNames,
} from "#lib/contracts/tuning.ts";
import { type Random, seededRandom } from "#lib/domain/random.ts";

/**
 * Settings to try, the default ones first. A grid is every combination of the numbers given; other
 * searches draw each number anew for every trial, evenly or log-evenly between its bounds (random search,
 * Bergstra & Bengio 2012). Trial `t` of a seed is the same however many there are.
 */
export function proposeSettings(
  { search, trials, space }: TuningConfig,
  seed: number,
): LearningSettings[] {
  const listed = tunedNames.filter((name) => (space[name]?.length ?? 0) > 0);
  const searched = listed.length > 0 ? space : usualSpace();
  if (search === "grid") return [{}, ...gridOf(searched)];
  const drawn = Array.from({ length: trials }, (_, t) =>
    drawSettings(searched, seededRandom(seed, `trial ${t + 1}`)),
  );
  return [{}, ...drawn];
}

const usualSpace = (): SearchSpace =>
  Object.fromEntries(tunedNames.map((name) => [name, parameterOf(name).usual]));

/** The last parameter changes fastest. */
function gridOf(space: SearchSpace): LearningSettings[] {
  return valuesOf(space).reduce<LearningSettings[]>(
    (points, [name, values]) =>
      points.flatMap((point) => values.map((value) => ({ ...point, [name]: value }))),
    [{}],
  );
}

const drawSettings = (space: SearchSpace, random: Random): LearningSettings =>
  Object.fromEntries(
    valuesOf(space).map(([name, values]) => [name, drawBetween(name, values, random)]),
  );

function drawBetween(name: TunedName, values: readonly number[], random: Random): number {
  const { kind, scale } = parameterOf(name);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const share = random.uniform();
  const drawn = scale === "log" ? least * (most / least) ** share : least + (most - least) * share;
  const readable = kind === "whole" ? Math.round(drawn) : Number(drawn.toPrecision(3));
  return Math.min(most, Math.max(least, readable));
}

/** In the order of the table, whatever the order of the config. */
const valuesOf = (space: SearchSpace): [TunedName, readonly number[]][] =>
  tunedNames
    .map((name): [TunedName, readonly number[]] => [name, space[name] ?? []])
    .filter(([, values]) => values.length > 0);
