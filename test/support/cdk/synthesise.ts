import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { AwsSolutionsChecks } from "cdk-nag";
import { afterAll } from "vitest";
import { parseDeployConfig } from "#cdk/config/parse-deploy-config.ts";
import { ShelfcastStack } from "#cdk/shelfcast-stack.ts";

export interface Synthesised {
  readonly template: Template;
  /** What cdk-nag finds that nobody has acknowledged. */
  readonly findings: readonly string[];
  /** Where the bundled functions lie. */
  readonly folder: string;
}

const { context } = JSON.parse(readFileSync("cdk.json", "utf8"));

/**
 * Makes the stack of a deploy config, with the flags of cdk.json, as `cdk synth` does; functions and the
 * page are bundled only where a test wants them.
 */
export function synthesise(yaml = "", isBundled = false): Synthesised {
  const folder = mkdtempSync(join(tmpdir(), "shelfcast-cdk-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const bundling = isBundled ? {} : { "aws:cdk:bundling-stacks": [] };
  const app = new App({ context: { ...context, ...bundling }, outdir: folder });
  const nightly = yaml.includes("nightly:") ? "" : "nightly: { timeZone: Europe/London }\n";
  const config = parseDeployConfig(nightly + yaml, "test.yaml");
  const template = Template.fromStack(new ShelfcastStack(app, config));
  const { violations } = new AwsSolutionsChecks(app).validateScope(app);
  const findings = violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`),
  );
  return { template, findings, folder };
}

/** Properties of every resource of a type. */
export const propertiesOf = (template: Template, type: string): readonly Properties[] =>
  Object.values(template.findResources(type)).map(({ Properties }) => Properties);

// biome-ignore lint/suspicious/noExplicitAny: what CloudFormation's JSON holds is for the test to say
export type Properties = any;
