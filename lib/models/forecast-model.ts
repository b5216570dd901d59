import { type ForestText, forestText, parseForest } from "#lib/boosting/forest-text.ts";
import type { QuantileForest } from "#lib/boosting/quantile-boosting.ts";
import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";
import type { ForecastPlan } from "./forecast-plan.ts";

/** A trained network with all that its inputs need. */
export interface ForecastModel {
  readonly plan: ForecastPlan;
  /** The network as ONNX: inputs as in `forecastInputs`, averaged over the members. */
  readonly onnx: Uint8Array;
  /** Boosted trees that read the same windows, step by step: features as in `writeBoostedRow`. */
  readonly forest: QuantileForest;
  readonly training: TrainingSummary;
}

/** How the model came to be. */
interface TrainingSummary {
  readonly windows: number;
  readonly steps: number;
  readonly members: number;
  readonly parameters: number;
  /** Mean loss of one member over the last steps. */
  readonly loss: number;
}

class NotAForecastModelError extends ShelfcastError {
  readonly code = "NOT_A_FORECAST_MODEL";

  constructor(byteLength: number, cause?: unknown) {
    super(
      `These ${byteLength} bytes are no forecasting model of this version.`,
      "Run the train step again.",
      { cause },
    );
  }
}

/** Changes whenever older bytes can no longer be used. */
const magic = new TextEncoder().encode("SFCAST02");
const headerLength = magic.length + 4;

type Written = Omit<ForecastModel, "onnx" | "forest"> & { readonly forest: ForestText };

/** Magic, length of the JSON (uint32, little-endian), JSON of all but the weights, then ONNX. */
export function encodeForecastModel(model: ForecastModel): Uint8Array<ArrayBuffer> {
  const { onnx, forest, ...rest } = model;
  const json = new TextEncoder().encode(JSON.stringify({ ...rest, forest: forestText(forest) }));
  const bytes = new Uint8Array(headerLength + json.length + onnx.length);
  bytes.set(magic);
  new DataView(bytes.buffer).setUint32(magic.length, json.length, true);
  bytes.set(json, headerLength);
  bytes.set(onnx, headerLength + json.length);
  return bytes;
}

export function decodeForecastModel(bytes: Uint8Array): ForecastModel {
  const isOurs = bytes.length > headerLength && magic.every((byte, at) => bytes[at] === byte);
  if (!isOurs) throw new NotAForecastModelError(bytes.length);
  const { buffer, byteOffset, byteLength } = bytes;
  const length = new DataView(buffer, byteOffset, byteLength).getUint32(magic.length, true);
  const json = bytes.subarray(headerLength, headerLength + length);
  try {
    const { forest, ...rest } = JSON.parse(new TextDecoder().decode(json)) as Written;
    return { ...rest, forest: parseForest(forest), onnx: bytes.subarray(headerLength + length) };
  } catch (cause) {
    throw new NotAForecastModelError(bytes.length, cause);
  }
}
