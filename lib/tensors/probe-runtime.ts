import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";
import { onnxFile } from "./onnx-file.ts";
import { openSession, type RuntimeOptions, tensor } from "./runtime.ts";

class RuntimeBrokenError extends ShelfcastError {
  readonly code = "ENGINE_BROKEN";

  constructor(device: string, found: unknown) {
    super(
      `ONNX Runtime on ${device} says that 1 + 1 is ${found}.`,
      "Use another machine or image; see docs/deploy.md.",
    );
  }
}

const one = { name: "x", dtype: "float32", shape: [1] } as const;
const sum = { name: "sum", opType: "Add", domain: "", attributes: {} } as const;
const sumGraph = {
  nodes: [{ ...sum, inputs: ["x", "x"], outputs: ["sum"] }],
  ...{ inputs: [one], outputs: [{ ...one, name: "sum" }], initializers: [] },
};

/** Works out 1 + 1 where it is asked to. @returns the device that did it, the CPU where there is no CUDA */
export async function probeRuntime(options: RuntimeOptions): Promise<"cpu" | "cuda"> {
  const session = await openSession(onnxFile(sumGraph), options);
  try {
    const { sum } = await session.run({ x: tensor("float32", Float32Array.of(1), [1]) });
    const found = sum?.data[0];
    if (found !== 2) throw new RuntimeBrokenError(session.device, found);
    return session.device;
  } finally {
    await session.close();
  }
}
