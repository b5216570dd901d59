import type { Lake } from "#lib/lake/lake.ts";
import { type Forecaster, openForecaster } from "#lib/models/forecaster.ts";
import { decodeRunModel } from "./run-model.ts";

/** A model over the items of a run, with what the run knows of their texts by the end of period `asOf`. */
export async function openRunForecaster(
  lake: Lake,
  run: string,
  bytes: Uint8Array,
  { threads, asOf }: { readonly threads: number; readonly asOf: number },
): Promise<Forecaster> {
  const { model, text, levels } = await decodeRunModel(lake, run, bytes, asOf);
  return openForecaster(model, { threads, text, levels });
}
