import type { Lake } from "#lib/lake/lake.ts";
import { type Forecaster, openForecaster } from "#lib/models/forecaster.ts";
import { decodeRunModel } from "./run-model.ts";

/** A model over the items of a run, with what the run knows of their texts. */
export async function openRunForecaster(
  lake: Lake,
  run: string,
  bytes: Uint8Array,
  { threads }: { readonly threads: number },
): Promise<Forecaster> {
  const { model, text } = await decodeRunModel(lake, run, bytes);
  return openForecaster(model, { threads, text });
}
