import { type Column, DecodedColumns, encodeColumns } from "#lib/lake/column-codec.ts";
import type { SeriesFacts, SupplyRow } from "./series-supply.ts";

/** Numbers of the facts table; every one is NaN where unknown. Days are epoch days. */
export const factNumbers = [
  "launchDay",
  "endDay",
  "countedOn",
  "onHand",
  "onOrder",
  "backordered",
  "decidedUnits",
  "refusedOn",
  "leadTimeDays",
  "leadTimeSdDays",
  "reviewDays",
  "minOrder",
  "packSize",
  "maxOrder",
  "unitCost",
  "unitPrice",
  "holdingRate",
  "stockoutCost",
  "serviceLevel",
  "shelfLifeDays",
] as const;
type FactNumber = (typeof factNumbers)[number];

/** Texts of the facts table; "" where unknown. */
export const factTexts = ["title", "supplier", "successor", "decidedBy"] as const;
type FactText = (typeof factTexts)[number];

/** Facts of the series of one shard, column by column, in the order of its forecasts. */
export class FactsShard {
  readonly texts: Readonly<Record<FactText, string[]>>;
  readonly numbers: Readonly<Record<FactNumber, Float64Array>>;

  constructor(
    texts: Readonly<Record<FactText, string[]>>,
    numbers: Readonly<Record<FactNumber, Float64Array>>,
  ) {
    this.texts = texts;
    this.numbers = numbers;
  }

  static empty(series: number): FactsShard {
    return new FactsShard(
      each(factTexts, () => new Array<string>(series).fill("")),
      each(factNumbers, () => new Float64Array(series).fill(Number.NaN)),
    );
  }

  of(series: number): SeriesFacts {
    const number = (name: FactNumber): number => this.numbers[name][series] as number;
    const text = (name: FactText): string => this.texts[name][series] as string;
    const endDay = number("endDay");
    const launchDay = number("launchDay");
    const countedOn = number("countedOn");
    const stock = {
      countedOn,
      onHand: number("onHand"),
      onOrder: number("onOrder") || 0,
      backordered: number("backordered") || 0,
    };
    return {
      title: text("title"),
      launchDay: Number.isNaN(launchDay) ? Number.NEGATIVE_INFINITY : launchDay,
      successor: text("successor"),
      decided: {
        units: number("decidedUnits") || 0,
        refusedOn: number("refusedOn"),
        by: text("decidedBy"),
      },
      endDay: Number.isNaN(endDay) ? Number.POSITIVE_INFINITY : endDay,
      stock: Number.isNaN(countedOn) ? undefined : stock,
      supply: { supplier: text("supplier"), ...supplyNumbers(number) },
    };
  }
}

function supplyNumbers(number: (name: FactNumber) => number): Omit<SupplyRow, "supplier"> {
  return {
    leadTimeDays: number("leadTimeDays"),
    leadTimeSdDays: number("leadTimeSdDays"),
    reviewDays: number("reviewDays"),
    minOrder: number("minOrder"),
    packSize: number("packSize"),
    maxOrder: number("maxOrder"),
    unitCost: number("unitCost"),
    unitPrice: number("unitPrice"),
    holdingRate: number("holdingRate"),
    stockoutCost: number("stockoutCost"),
    serviceLevel: number("serviceLevel"),
    shelfLifeDays: number("shelfLifeDays"),
  };
}

/** As Arrow IPC, for a worker to read. */
export function encodeFactsShard({ texts, numbers }: FactsShard): Uint8Array {
  return encodeColumns(
    new Map<string, Column>([...Object.entries(texts), ...Object.entries(numbers)]),
  );
}

export function decodeFactsShard(bytes: Uint8Array, what: string): FactsShard {
  const columns = new DecodedColumns(bytes, what);
  return new FactsShard(
    each(factTexts, (name) => columns.text(name)),
    each(factNumbers, (name) => columns.float64(name)),
  );
}

const each = <Name extends string, Values>(
  names: readonly Name[],
  make: (name: Name) => Values,
): Record<Name, Values> =>
  Object.fromEntries(names.map((name) => [name, make(name)])) as Record<Name, Values>;
