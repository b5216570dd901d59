import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";
import { inputNodes } from "./graph-inputs.ts";
import { onnxFile } from "./onnx-file.ts";
import { add } from "./operations.ts";
import { openSession, type RuntimeOptions, tensor } from "./runtime.ts";
import { toOnnx } from "./to-onnx.ts";

class RuntimeBrokenError extends ShelfcastError {
  readonly code = "ENGINE_BROKEN";

  constructor(device: string, found: unknown) {
    super(
      `ONNX Runtime on ${device} says that 1 + 1 is ${found}.`,
      "Use another machine or image; see docs/deploy.md.",
    );
  }
}

/** Works out 1 + 1 where it is asked to. @returns the device that did it, the CPU where there is no CUDA */
export async function probeRuntime(options: RuntimeOptions): Promise<"cpu" | "cuda"> {
  const { x } = inputNodes({ x: { dtype: "float32", shape: [1] } }, 1);
  const session = await openSession(onnxFile(toOnnx({ sum: add(x, x) }, { x })), options);
  try {
    const { sum } = await session.run({ x: tensor("float32", Float32Array.of(1), [1]) });
    const found = sum?.data[0];
    if (found !== 2) throw new RuntimeBrokenError(session.device, found);
    return session.device;
  } finally {
    await session.close();
  }
}
