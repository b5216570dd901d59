import { expect, test } from "vitest";
import { parseDeployConfig } from "#cdk/config/parse-deploy-config.ts";
import { nightHours } from "#cdk/night-costs.ts";
import { limitsOfStack, scalePlan } from "#cdk/scale-plan.ts";

const config = (compute = "") =>
  parseDeployConfig(`nightly: { timeZone: UTC }\n${compute}`, "deploy.yaml");

test("a small night is one job after the one that begins, and as long as its steps together", () => {
  const { stacks, jobs, hours } = scalePlan(config(), 1000);
  const { gpu, cpu } = nightHours(1000);
  expect({ stacks, jobs }).toEqual({ stacks: 1, jobs: 2 });
  expect(hours).toBeCloseTo(gpu + cpu, 9);
});

test("more containers at once shorten a large night by the clock, at the same price", () => {
  const few = scalePlan(config("compute: { gpuMaxVcpus: 8, cpuMaxVcpus: 8 }"), 1_000_000);
  const many = scalePlan(config("compute: { gpuMaxVcpus: 64, cpuMaxVcpus: 64 }"), 1_000_000);
  expect(many.hours).toBeLessThan(few.hours);
  expect(many.dollars).toBe(few.dollars);
});

test("no stack is planned beyond what stops one", () => {
  const [soonest] = limitsOfStack();
  for (const series of [1e5, 1e7, 1e8, 1e9]) {
    const { stacks } = scalePlan(config(), series);
    expect(series / stacks).toBeLessThan(soonest?.series ?? 0);
  }
  expect(limitsOfStack().map(({ series }) => series)).toEqual(
    limitsOfStack()
      .map(({ series }) => series)
      .sort((a, b) => a - b),
  );
});
