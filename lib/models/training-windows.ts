import { periodState } from "#lib/contracts/prepared-shard.ts";
import type { Batch } from "#lib/engine/graph-inputs.ts";
import type { Window } from "./window.ts";
import { networkInputs, type WindowBatch, type WindowFeatures } from "./window-features.ts";

/** Windows with what came after them, kept in memory as long as training runs. */
export class TrainingWindows {
  readonly #features: WindowFeatures;
  readonly #lastPeriod: number;
  readonly #windows: WindowBatch;
  /** [windows · horizon] in scales; 0 where not observed or after the last period. */
  readonly #actual: Float32Array;
  /** [windows · horizon] */
  readonly #importance: Float32Array;
  count = 0;

  get inputs(): WindowBatch {
    return this.#windows;
  }

  get actual(): Float32Array {
    return this.#actual;
  }

  get importance(): Float32Array {
    return this.#importance;
  }

  constructor(features: WindowFeatures, lastPeriod: number, capacity: number) {
    this.#features = features;
    this.#lastPeriod = lastPeriod;
    this.#windows = features.allocate(capacity);
    this.#actual = new Float32Array(capacity * features.plan.horizon);
    this.#importance = new Float32Array(capacity * features.plan.horizon);
  }

  /** Bytes that one window takes. */
  static bytesPerWindow(features: WindowFeatures): number {
    const arrays = Object.values(features.allocate(1)).filter((value) => typeof value === "object");
    const inputs = arrays.reduce((total, { byteLength }) => total + byteLength, 0);
    return inputs + 2 * 4 * features.plan.horizon;
  }

  /** Leaves out a window after which nothing was observed. */
  add(window: Window): void {
    const row = this.count;
    if (row >= this.#windows.rows) return;
    this.#features.fill(this.#windows, row, window);
    if (this.#writeActual(row, window)) this.count++;
  }

  #writeActual(row: number, { shard, series, origin }: Window): boolean {
    const { horizon } = this.#features.plan;
    const scale = this.#windows.scale[row] as number;
    const begin = shard.firstPeriod[series] as number;
    const start = (shard.offsets[series] as number) + origin - begin;
    let isObserved = false;
    for (let step = 1; step <= horizon; step++) {
      const at = row * horizon + step - 1;
      const period = origin + step;
      const isSeen =
        period >= begin &&
        period <= this.#lastPeriod &&
        shard.state[start + step] === periodState.observed;
      this.#importance[at] = isSeen ? 1 : 0;
      this.#actual[at] = isSeen ? (shard.target[start + step] as number) / scale : 0;
      isObserved ||= isSeen;
    }
    return isObserved;
  }

  /**
   * Weighs an error of one unit: half by the usual change of its series, so that every series counts
   * alike, half not at all, so that large sales count for what they are. On average an error of one
   * scale weighs 1.
   */
  weigh(): void {
    const { scale, spread } = this.#windows;
    const { horizon } = this.#features.plan;
    const alike = unitMean(spread.subarray(0, this.count).map((value) => 1 / value));
    const large = unitMean(scale.slice(0, this.count));
    for (let row = 0; row < this.count; row++) {
      const weight = ((alike[row] as number) + (large[row] as number)) / 2;
      for (let at = row * horizon; at < (row + 1) * horizon; at++) {
        this.#importance[at] = (this.#importance[at] as number) * weight;
      }
    }
  }

  /** Copies of the windows at `rows`, in the shapes of the network's inputs and targets. */
  gather(rows: Int32Array): Batch {
    const all = {
      ...networkInputs(this.#windows),
      actual: this.#actual,
      importance: this.#importance,
    };
    return Object.fromEntries(
      Object.entries(all).map(([name, values]) => [name, this.#rowsOf(values, rows)]),
    );
  }

  #rowsOf<Values extends Float32Array | Int32Array>(values: Values, rows: Int32Array): Values {
    const width = values.length / this.#windows.rows;
    const out = new (values.constructor as new (length: number) => Values)(rows.length * width);
    for (let i = 0; i < rows.length; i++) {
      const from = (rows[i] as number) * width;
      out.set(values.subarray(from, from + width), i * width);
    }
    return out;
  }
}

/** No window weighs more than this many average ones. */
const largestWeight = 20;

function unitMean(values: Float32Array): Float32Array {
  const mean = values.reduce((total, value) => total + value, 0) / Math.max(1, values.length);
  return values.map((value) => Math.min(largestWeight, value / mean));
}
