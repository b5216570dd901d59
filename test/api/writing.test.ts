import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ApiHandler } from "#lib/api/api-handler.ts";
import type { OrderEntry } from "#lib/contracts/api-answers.ts";
import { callApi } from "#test/support/api/call-api.ts";
import { type ServedLake, serveLake } from "#test/support/api/served-lake.ts";

let served: ServedLake;
let handler: ApiHandler;
let runs = 0;
beforeAll(async () => {
  served = await serveLake("run-0");
});
beforeEach(async () => {
  await served.publish(`run-${++runs}`);
  handler = await served.open({ requestsPerSecond: "1000" });
});
afterAll(() => served.remove());

const ask = (as: string, target: string, body?: unknown, subject = as) =>
  callApi(handler, target, { as, subject, body });
const orders = async () =>
  ((await ask("viewer", "GET /v1/reorders")).json as { reorders: OrderEntry[] }).reorders;
/** JAM at north is below the limit of approval, TEA above. */
const orderOf = async (item: string) =>
  (await orders()).find((order) => order.item === item) as OrderEntry;
const decide = (as: string, { id }: OrderEntry, body: unknown, subject = as) =>
  ask(as, `POST /v1/reorders/${encodeURIComponent(id)}/decision`, body, subject);

describe("a decision", () => {
  test("is kept, shown with who made it, and counted", async () => {
    const jam = await orderOf("JAM");
    expect(jam).toMatchObject({ order_quantity: 12, decision: null, version: 0 });
    const made = await decide("planner", jam, { action: "approve", version: 0 }, "ann");
    expect(made.json).toMatchObject({
      version: 1,
      decision: { action: "approve", quantity: 12, by: "ann" },
    });
    expect(await orderOf("JAM")).toMatchObject({ version: 1, decision: { by: "ann" } });
  });

  test("of two planners at once, one is kept and the other told by whom", async () => {
    const jam = await orderOf("JAM");
    const change = (who: string, quantity: number) =>
      decide("planner", jam, { action: "change", quantity, reason: "fair", version: 0 }, who);
    const both = await Promise.all([change("ann", 24), change("bob", 36)]);
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409]);
    const lost = both.find(({ statusCode }) => statusCode === 409)?.json as {
      message: string;
      code: string;
    };
    expect(lost.code).toBe("DECIDED_MEANWHILE");
    expect(lost.message).toMatch(/ann|bob/);
    const kept = await orderOf("JAM");
    const again = await decide(
      "planner",
      kept,
      { action: "refuse", reason: "no", version: 1 },
      "bob",
    );
    expect(again.json).toMatchObject({ version: 2, decision: { action: "refuse", quantity: 0 } });
  });

  test("above the limit takes an approver, also where a change goes above it", async () => {
    const tea = await orderOf("TEA");
    const jam = await orderOf("JAM");
    expect((await decide("planner", tea, { action: "approve", version: 0 })).statusCode).toBe(403);
    const grown = { action: "change", quantity: 4000, reason: "fair", version: 0 };
    expect((await decide("planner", jam, grown)).statusCode).toBe(403);
    expect((await decide("approver", tea, { action: "approve", version: 0 })).statusCode).toBe(200);
  });

  test.each([
    ["no action", { version: 0 }],
    ["another action", { action: "delete", version: 0 }],
    ["a change without a reason", { action: "change", quantity: 5, version: 0 }],
    ["a change without a quantity", { action: "change", reason: "x", version: 0 }],
    ["units below 0", { action: "change", quantity: -1, reason: "x", version: 0 }],
    ["units that are text", { action: "change", quantity: "5", reason: "x", version: 0 }],
    ["a reason of control characters", { action: "refuse", reason: "\u0000", version: 0 }],
    ["no version", { action: "approve" }],
    ["a field nobody reads", { action: "approve", version: 0, price: 1 }],
  ])("with %s is refused, and nothing kept", async (_what, body) => {
    const jam = await orderOf("JAM");
    expect((await decide("planner", jam, body)).statusCode).toBe(400);
    expect(await orderOf("JAM")).toMatchObject({ version: 0 });
  });

  test("on an order of an earlier publication is refused", async () => {
    const jam = await orderOf("JAM");
    await served.publish(`run-${++runs}`);
    handler = await served.open();
    const late = await decide("planner", jam, { action: "approve", version: 0 });
    expect([late.statusCode, (late.json as { code: string }).code]).toEqual([
      409,
      "PUBLICATION_CHANGED",
    ]);
  });

  test("on many at once keeps what can be kept, and says of each what became of it", async () => {
    const [tea, jam] = [await orderOf("TEA"), await orderOf("JAM")];
    const decisions = [tea, jam, { id: "run-x.9" }].map(({ id }) => ({
      id,
      action: "approve",
      version: 0,
    }));
    const { json } = await ask("planner", "POST /v1/reorders/decisions", { decisions });
    expect((json as { results: unknown[] }).results).toEqual([
      { id: tea.id, error: expect.objectContaining({ code: "FORBIDDEN" }) },
      { id: jam.id, decision: expect.objectContaining({ action: "approve" }), version: 1 },
      { id: "run-x.9", error: expect.objectContaining({ code: "PUBLICATION_CHANGED" }) },
    ]);
  });
});

describe("orders", () => {
  test.each([
    ["supplier=Acme, Ltd", ["JAM", "TEA"]],
    ["supplier=none", []],
    ["needs_approval=true", ["TEA"]],
    ["sort=value", ["TEA", "JAM"]],
    ["query=红茶", ["JAM"]],
    ["limit=1", ["JAM"]],
  ])("with %s", async (query, items) => {
    const { json } = await ask("viewer", `GET /v1/reorders?${encodeURI(query)}`);
    expect((json as { reorders: OrderEntry[] }).reorders.map(({ item }) => item)).toEqual(items);
  });

  test("a list begun before another publication is not gone on with", async () => {
    const { json } = await ask("viewer", "GET /v1/reorders?limit=1");
    await served.publish(`run-${++runs}`);
    handler = await served.open();
    const next = (json as { next: string }).next;
    const answer = await ask("viewer", `GET /v1/reorders?limit=1&next=${next}`);
    expect([answer.statusCode, (answer.json as { code: string }).code]).toEqual([
      409,
      "PUBLICATION_CHANGED",
    ]);
  });
});

describe("a correction", () => {
  const correction = (version: number, value = 9) => ({
    ...{ item: "TEA", action: "set", from: "2026-04-02", to: "2026-04-03", value },
    reason: "The fair is in town.",
    version,
  });

  test("is shown beside the model's own number, of several the last", async () => {
    const { version } = (await ask("viewer", "GET /v1/forecasts/TEA")).json as { version: number };
    await ask("planner", "POST /v1/overrides", correction(version, 5), "ann");
    const second = await ask("planner", "POST /v1/overrides", correction(version + 1, 9), "bob");
    expect(second.json).toMatchObject({ version: version + 2 });
    const { json } = await ask("viewer", "GET /v1/forecasts/TEA");
    const { forecast } = json as { forecast: { mean: number; corrected: number | null }[] };
    expect(forecast.slice(0, 4).map(({ corrected }) => corrected)).toEqual([null, 9, 9, null]);
    expect(forecast[1]?.mean).toBeCloseTo(4 / 3, 5);
  });

  test("made without having seen the latest one is refused", async () => {
    const { version } = (await ask("viewer", "GET /v1/forecasts/TEA")).json as { version: number };
    const both = await Promise.all(
      [1, 2].map((value) => ask("planner", "POST /v1/overrides", correction(version, value))),
    );
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409]);
  });

  test.each([
    ["of no series", { item: "COFFEE" }, 404],
    ["backwards in time", { from: "2026-04-09" }, 400],
    ["of no day", { to: "2026-02-31" }, 400],
    ["without a reason", { reason: " " }, 400],
    ["below nothing", { value: -1 }, 400],
  ])("%s is refused", async (_what, change, status) => {
    const body = { ...correction(0), ...change };
    expect((await ask("planner", "POST /v1/overrides", body)).statusCode).toBe(status);
  });
});
