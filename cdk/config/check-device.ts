import { readFileSync } from "node:fs";
import { Annotations } from "aws-cdk-lib";
import type { IConstruct } from "constructs";
import { parse } from "yaml";
import { deviceMisfit } from "#lib/contracts/device-fit.ts";
import type { DeployConfig } from "./deploy-config.ts";

/** Warns at synthesis where the shop's own config, if it is at hand, trains on what the stack has not. */
export function checkDevice(stack: IConstruct, { compute }: DeployConfig, shopFile: string): void {
  const shop = parse(readFileSync(shopFile, "utf8")) as Shop | null;
  const device = shop?.training?.device === "cuda" ? "cuda" : "cpu";
  const misfit = deviceMisfit({ hasGpu: compute.accelerator === "gpu", device });
  if (misfit) Annotations.of(stack).addWarningV2("shelfcast:device", misfit);
}

interface Shop {
  readonly training?: { readonly device?: unknown };
}
