import type { ExpectedLevels } from "#lib/contracts/expected-levels.ts";
import { readExpectedLevels } from "#lib/lake/expected-levels.ts";
import { readItemVectors } from "#lib/lake/item-vectors.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { decodeForecastModel, type ForecastModel } from "#lib/models/forecast-model.ts";
import type { ItemText } from "#lib/models/item-text.ts";
import { projectText, type TextProjection } from "#lib/models/text-projection.ts";

/** A model, and what a run knows of its items' texts in the numbers that the model reads. */
export interface RunModel {
  readonly model: ForecastModel;
  readonly text: ItemText | undefined;
  readonly levels: ExpectedLevels | undefined;
}

/**
 * @param bytes of the model, which another run may have learned
 * @param asOf the period whose end the model stands at
 */
export async function decodeRunModel(
  lake: Lake,
  run: string,
  bytes: Uint8Array,
  asOf: number,
): Promise<RunModel> {
  const model = decodeForecastModel(bytes);
  const text = model.textProjection && (await readItemText(lake, run, model.textProjection));
  return { model, text, levels: await readExpectedLevels(lake, run, asOf) };
}

/** Undefined where the run's vectors are of another encoder: they would mislead the network. */
async function readItemText(
  lake: Lake,
  run: string,
  projection: TextProjection,
): Promise<ItemText | undefined> {
  const encoded = await readItemVectors(lake, run);
  return encoded?.encoder === projection.encoder ? projectText(projection, encoded) : undefined;
}
