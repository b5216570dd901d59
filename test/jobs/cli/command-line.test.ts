import { spawn } from "node:child_process";
import { describe, expect, test } from "vitest";
import { finished, shelfcast } from "./spawn.ts";

describe("the command line", () => {
  test("runs by npx from the checkout", async () => {
    const { exitCode, stdout } = await finished(
      spawn("npx", ["--no-install", "shelfcast", "--version"]),
    );
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(exitCode).toBe(0);
  });

  test("--help lists the commands, and a command's --help gives examples", async () => {
    const overview = await shelfcast(["--help"]);
    expect(overview).toMatchObject({ exitCode: 0, stderr: "" });
    expect(overview.stdout).toMatch(/^ {2}init +writes a commented/m);
    const { stdout } = await shelfcast(["init", "--help"]);
    expect(stdout).toContain("--out FILE");
    expect(stdout).toMatch(/^ {2}npx shelfcast init /m);
  });

  test("nothing typed shows the help, and is not a success to a script", async () => {
    const { exitCode, stdout } = await shelfcast([]);
    expect(stdout).toContain("Commands");
    expect(exitCode).toBe(2);
  });

  test("a near miss exits 2 with one sentence on stderr", async () => {
    expect(await shelfcast(["inti"])).toEqual({
      exitCode: 2,
      stdout: "",
      stderr: "shelfcast: There is no command inti. Did you mean init?\n",
    });
  });

  test("no colours away from a terminal", async () => {
    const { stdout } = await shelfcast(["--help"]);
    expect(stdout).not.toContain("\x1b");
  });
});
