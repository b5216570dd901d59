/** What a stack has, and what a run's config trains on. */
export interface DeviceChoice {
  readonly hasGpu: boolean;
  readonly device: "cpu" | "cuda";
}

/** Why the machines that a stack rents and the device that a run trains on do not fit; undefined where they do. */
export function deviceMisfit({ hasGpu, device }: DeviceChoice): string | undefined {
  if (hasGpu && device === "cpu") {
    return "The stack rents machines with a GPU, but training.device is cpu: they are paid for and not used. Write training: { device: cuda } in shelfcast.yaml, or compute: { accelerator: none } in the stack's config.";
  }
  if (!hasGpu && device === "cuda") {
    return "training.device is cuda, but the stack rents no machine with a GPU: the processor will be used. Write compute: { accelerator: gpu } in the stack's config, or leave training.device out of shelfcast.yaml.";
  }
  return undefined;
}
