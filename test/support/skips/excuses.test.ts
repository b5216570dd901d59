import { expect, test } from "vitest";
import { excusesHere, isExcused } from "./excuses.ts";

const withGpu = true;
const withoutGpu = false;

test.each([
  ["real data, where none is given", {}, withGpu, "fits (skipped where SHELFCAST_DATA is unset)"],
  ["a GPU, where there is none", {}, withoutGpu, "train on the GPU"],
  ["PyTorch, which is never installed", {}, withGpu, "agrees with PyTorch"],
  [
    "S3, where it was not to be had",
    { SHELFCAST_WITHOUT: " ceph" },
    withGpu,
    "needs Ceph's server",
  ],
])("a skip is excused that needs %s", (_case, env, hasGpu, title) => {
  expect(isExcused(title, excusesHere(env, hasGpu))).toBe(true);
});

test.each([
  ["real data, which is there", { SHELFCAST_DATA: "/data" }, withGpu, "needs SHELFCAST_DATA"],
  ["a GPU, which is there", {}, withGpu, "train on the GPU"],
  ["S3, which is installed", { SHELFCAST_WITHOUT: " chromium" }, withGpu, "needs Ceph's server"],
  ["nothing", {}, withoutGpu, "adds two numbers"],
])("a skip has no excuse that needs %s", (_case, env, hasGpu, title) => {
  expect(isExcused(title, excusesHere(env, hasGpu))).toBe(false);
});
