import { describe, expect, test } from "vitest";
import { customerNames, saltFinder } from "#lib/api/customer-names.ts";
import { customerSaltSetting } from "#lib/contracts/customer-setting.ts";
import { pseudonym } from "#lib/privacy/pseudonym.ts";

const salt = "a salt of this test";
const hash = pseudonym(salt, "C-1042");

describe("a caller's word for a customer", () => {
  test.each([
    ["the shop's own name, with the salt", "C-1042", salt, [hash]],
    ["the shop's own name, without", "C-1042", undefined, []],
    ["the lake's name, without the salt", hash, undefined, [hash]],
    ["what could be either, with the salt", hash, salt, [hash, pseudonym(salt, hash)]],
  ])("%s", async (_case, given, known, names) => {
    expect(await customerNames(given, async () => known)).toEqual(names);
  });

  test("is hashed by the setting, where that has the salt", async () => {
    expect(await saltFinder({ [customerSaltSetting]: salt }, "arn:secret")()).toBe(salt);
    expect(await saltFinder({}, "")()).toBeUndefined();
  });
});
