import { type Column, DecodedColumns, encodeColumns } from "#lib/lake/column-codec.ts";
import type { SeriesFacts, SupplyRow } from "./series-supply.ts";

/** Numbers of the facts table; every one is NaN where unknown. Days are epoch days. */
export const factNumbers = [
  "endDay",
  "countedOn",
  "onHand",
  "onOrder",
  "backordered",
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
  "recentPrice",
] as const;
export type FactNumber = (typeof factNumbers)[number];

/** Facts of the series of one shard, column by column, in the order of its forecasts. */
export class FactsShard {
  readonly title: string[];
  readonly supplier: string[];
  readonly numbers: Readonly<Record<FactNumber, Float64Array>>;

  constructor(
    title: string[],
    supplier: string[],
    numbers: Readonly<Record<FactNumber, Float64Array>>,
  ) {
    this.title = title;
    this.supplier = supplier;
    this.numbers = numbers;
  }

  static empty(series: number): FactsShard {
    const text = () => new Array<string>(series).fill("");
    return new FactsShard(
      text(),
      text(),
      numbersBy(() => new Float64Array(series).fill(Number.NaN)),
    );
  }

  of(series: number): SeriesFacts {
    const number = (name: FactNumber): number => this.numbers[name][series] as number;
    const endDay = number("endDay");
    const countedOn = number("countedOn");
    const stock = {
      countedOn,
      onHand: number("onHand"),
      onOrder: number("onOrder") || 0,
      backordered: number("backordered") || 0,
    };
    return {
      title: this.title[series] as string,
      endDay: Number.isNaN(endDay) ? Number.POSITIVE_INFINITY : endDay,
      stock: Number.isNaN(countedOn) ? undefined : stock,
      supply: { supplier: this.supplier[series] as string, ...supplyNumbers(number) },
      recentPrice: number("recentPrice"),
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
export function encodeFactsShard({ title, supplier, numbers }: FactsShard): Uint8Array {
  return encodeColumns(
    new Map<string, Column>([["title", title], ["supplier", supplier], ...Object.entries(numbers)]),
  );
}

export function decodeFactsShard(bytes: Uint8Array, what: string): FactsShard {
  const columns = new DecodedColumns(bytes, what);
  return new FactsShard(
    columns.text("title"),
    columns.text("supplier"),
    numbersBy((name) => columns.float64(name)),
  );
}

const numbersBy = (make: (name: FactNumber) => Float64Array): Record<FactNumber, Float64Array> =>
  Object.fromEntries(factNumbers.map((name) => [name, make(name)])) as Record<
    FactNumber,
    Float64Array
  >;
