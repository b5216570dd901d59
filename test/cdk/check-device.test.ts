import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, CfnWaitConditionHandle, Stack } from "aws-cdk-lib";
import { Annotations, Match } from "aws-cdk-lib/assertions";
import { afterAll, expect, test } from "vitest";
import { checkDevice } from "#cdk/config/check-device.ts";
import { parseDeployConfig } from "#cdk/config/parse-deploy-config.ts";

const folder = mkdtempSync(join(tmpdir(), "shelfcast-device-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ["gpu", "training: { device: cpu }", 1],
  ["gpu", "name: shop", 1],
  ["gpu", "training: { device: cuda }", 0],
  ["none", "training: { device: cuda }", 1],
  ["none", "", 0],
])(
  "accelerator %s and a shop that says %j: %d warnings at synthesis",
  (accelerator, shop, warnings) => {
    const file = join(folder, "shelfcast.yaml");
    writeFileSync(file, shop);
    const config = `nightly: { timeZone: UTC }\ncompute: { accelerator: ${accelerator} }`;
    const stack = new Stack(new App(), "shelfcast");
    new CfnWaitConditionHandle(stack, "Anything");
    checkDevice(stack, parseDeployConfig(config, "deploy.yaml"), file);
    const found = Annotations.fromStack(stack).findWarning("*", Match.stringLikeRegexp("device"));
    expect(found).toHaveLength(warnings);
  },
);
