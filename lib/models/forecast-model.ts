import { type ForestText, forestText, parseForest } from "#lib/boosting/forest-text.ts";
import type { QuantileForest } from "#lib/boosting/quantile-boosting.ts";
import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";
import type { ForecastPlan } from "./forecast-plan.ts";
import type { TextProjection } from "./text-projection.ts";

/** A trained network with all that its inputs need. */
export interface ForecastModel {
  readonly plan: ForecastPlan;
  /** The network as ONNX: inputs as in `forecastInputs`, averaged over the members. */
  readonly onnx: Uint8Array;
  /** Boosted trees that read the same windows, step by step: features as in `writeBoostedRow`. */
  readonly forest: QuantileForest;
  /** Its mean forecast with the gradients by the inputs, as ONNX: what explanations are made of. */
  readonly gradients: Uint8Array;
  readonly training: TrainingSummary;
  /** How the text vectors it was trained with came from an encoder's; undefined where it reads none. */
  readonly textProjection?: TextProjection | undefined;
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
const magic = new TextEncoder().encode("SFCAST04");
const headerLength = magic.length + 4;

type Written = Omit<ForecastModel, "onnx" | "gradients" | "forest"> & {
  readonly onnxLength: number;
  readonly forest: ForestText;
};

/** Magic, length of the JSON (uint32, little-endian), JSON of all but the graphs, then both of them. */
export function encodeForecastModel(model: ForecastModel): Uint8Array<ArrayBuffer> {
  const { onnx, gradients, forest, ...rest } = model;
  const written: Written = { ...rest, onnxLength: onnx.length, forest: forestText(forest) };
  const json = new TextEncoder().encode(JSON.stringify(written));
  const start = headerLength + json.length;
  const bytes = new Uint8Array(start + onnx.length + gradients.length);
  bytes.set(magic);
  new DataView(bytes.buffer).setUint32(magic.length, json.length, true);
  bytes.set(json, headerLength);
  bytes.set(onnx, start);
  bytes.set(gradients, start + onnx.length);
  return bytes;
}

export function decodeForecastModel(bytes: Uint8Array): ForecastModel {
  const isOurs = bytes.length > headerLength && magic.every((byte, at) => bytes[at] === byte);
  if (!isOurs) throw new NotAForecastModelError(bytes.length);
  const { buffer, byteOffset, byteLength } = bytes;
  const length = new DataView(buffer, byteOffset, byteLength).getUint32(magic.length, true);
  const start = headerLength + length;
  try {
    const json = new TextDecoder().decode(bytes.subarray(headerLength, start));
    const { onnxLength, forest, ...rest } = JSON.parse(json) as Written;
    const end = start + onnxLength;
    const graphs = { onnx: bytes.subarray(start, end), gradients: bytes.subarray(end) };
    return { ...rest, ...graphs, forest: parseForest(forest) };
  } catch (cause) {
    throw new NotAForecastModelError(bytes.length, cause);
  }
}
