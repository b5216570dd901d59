import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { shelfcast } from "#test/jobs/cli/spawn.ts";
import { synthesise } from "#test/support/cdk/synthesise.ts";
import { type StackServices, startStackServices } from "#test/support/cloud/stack-services.ts";

const { template } = synthesise();
const home = mkdtempSync(join(tmpdir(), "shelfcast-status-"));
let services: StackServices;

beforeAll(async () => {
  services = await startStackServices(template, (name) => name);
});
afterAll(async () => {
  await services.stop();
  await rm(home, { recursive: true, force: true });
});

/** Asks as somebody with nothing but these settings of AWS. */
function ask(words: readonly string[], given: NodeJS.ProcessEnv) {
  const none = Object.keys(process.env).filter((name) => name.startsWith("AWS_"));
  return shelfcast(words, ".", {
    ...Object.fromEntries(none.map((name) => [name, undefined])),
    ...{ HOME: home, AWS_EC2_METADATA_DISABLED: "true", AWS_MAX_ATTEMPTS: "1" },
    ...given,
  });
}

const region = { AWS_REGION: "eu-west-1" };
const keys = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };
const nowhere = { AWS_ENDPOINT_URL_CLOUDFORMATION: "http://127.0.0.1:1" };

test.each([
  ["status", "no region", {}, 2, "Set AWS_REGION"],
  ["status", "no credentials", region, 2, "Sign in (aws sso login)"],
  ["runs", "no credentials", region, 2, "Sign in (aws sso login)"],
  ["status", "no way to AWS", { ...region, ...keys, ...nowhere }, 1, "Check the network"],
])("%s with %s says what to do", async (name, _case, given, exitCode, remedy) => {
  const answer = await ask([name, "--stack", "shelfcast"], given);
  expect(answer.exitCode).toBe(exitCode);
  expect(answer.stderr).toContain(remedy);
  expect(answer.stderr.trim().split("\n")).toHaveLength(1);
});

test("a stack that is not there is named, with the region that was asked", async () => {
  const led = { ...region, ...keys, AWS_ENDPOINT_URL_CLOUDFORMATION: services.endpoint };
  const answer = await ask(["status", "--stack", "shop"], led);
  expect(answer.exitCode).toBe(2);
  expect(answer.stderr).toContain("There is no stack shop in eu-west-1.");
});
