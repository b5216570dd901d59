import { expect, test } from "vitest";
import { deviceMisfit } from "#lib/contracts/device-fit.ts";

test.each([
  [true, "cuda", undefined],
  [false, "cpu", undefined],
  [true, "cpu", /paid for and not used.*device: cuda/],
  [false, "cuda", /no machine with a GPU.*accelerator: gpu/],
] as const)("a stack with a GPU: %s, training on %s", (hasGpu, device, sentence) => {
  const said = deviceMisfit({ hasGpu, device });
  if (sentence === undefined) expect(said).toBeUndefined();
  else expect(said).toMatch(sentence);
});
