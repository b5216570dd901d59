import type { LearningReport } from "#lib/behaviour/learn-customers.ts";
import type { HeldBack, OfferLists } from "#lib/behaviour/offer-list.ts";
import { stepKey } from "#lib/contracts/lake-keys.ts";
import { readJson } from "#lib/lake/json-objects.ts";
import type { Lake } from "#lib/lake/lake.ts";
import type { ShardPart } from "#lib/run/step.ts";
import type { CustomerLists } from "./customer-rows.ts";
import type { ShopBehaviour } from "./learn.ts";

/** What a part of the work adds up to, by item in the catalogue's order. */
export interface ServingSums {
  readonly served: number;
  readonly orders: number;
  readonly rows: number;
  readonly exposure: readonly number[];
  /** Purchases to be expected over the horizon of customers who are known. */
  readonly expected: readonly number[];
  readonly bought: readonly number[];
  readonly heldBack: HeldBack;
  readonly report: LearningReport;
}

export function sumsOf(
  shop: ShopBehaviour,
  lists: OfferLists,
  { served, expected }: CustomerLists,
  rows: number,
): ServingSums {
  return {
    ...{ served, rows, orders: shop.orders, report: shop.report, heldBack: lists.heldBack },
    exposure: [...lists.exposure],
    expected: Array.from(expected, (units) => Math.round(units * 1e6) / 1e6),
    bought: [...shop.bought],
  };
}

/** What all parts add up to; what they learned they have in common. */
function addSums(parts: readonly ServingSums[]): ServingSums {
  const [first] = parts as [ServingSums];
  const total = (of: (part: ServingSums) => number) => parts.reduce((n, part) => n + of(part), 0);
  const byItem = (of: (part: ServingSums) => readonly number[]) =>
    of(first).map((_, item) => total((part) => of(part)[item] as number));
  return {
    ...first,
    served: total(({ served }) => served),
    rows: total(({ rows }) => rows),
    exposure: byItem(({ exposure }) => exposure),
    expected: byItem(({ expected }) => expected),
    heldBack: {
      once: total(({ heldBack }) => heldBack.once),
      exposed: total(({ heldBack }) => heldBack.exposed),
    },
  };
}

const partName = ({ index, count }: ShardPart): string =>
  `parts/part=${String(index).padStart(4, "0")}-of-${String(count).padStart(4, "0")}`;

export const partRowsKey = (run: string, part: ShardPart): string =>
  stepKey(run, "recommend", `${partName(part)}.parquet`);
export const partSumsKey = (run: string, part: ShardPart): string =>
  stepKey(run, "recommend", `${partName(part)}.json`);

/** The parts that containers left, where none is missing; their sums are written last. */
export async function finishedParts(lake: Lake, run: string): Promise<ShardPart[] | undefined> {
  for await (const { key } of lake.list(stepKey(run, "recommend", "parts/"))) {
    const count = Number(/-of-(\d+)\.json$/.exec(key)?.[1] ?? 0);
    if (count === 0) continue;
    const parts = Array.from({ length: count }, (_, index) => ({ index, count }));
    const found = await Promise.all(parts.map((part) => lake.stat(partSumsKey(run, part))));
    if (found.every((object) => object !== undefined)) return parts;
  }
  return undefined;
}

export async function readSums(
  lake: Lake,
  run: string,
  parts: readonly ShardPart[],
): Promise<ServingSums> {
  const sums = await Promise.all(
    parts.map((part) => readJson<ServingSums>(lake, partSumsKey(run, part))),
  );
  return addSums(sums as ServingSums[]);
}
