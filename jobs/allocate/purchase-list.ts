import type { PurchaseAnswer } from "#lib/inventory/purchase-book.ts";
import { LineList } from "#lib/publication/line-list.ts";

/** What a part of an order is, for whoever reads the list. */
interface ListedPart {
  readonly item: string;
  readonly title: string;
  readonly location: string;
  readonly supplier: string;
  readonly units: number;
  /** Money; NaN where not known. */
  readonly value: number;
  /** Money that it is expected to save from stock-outs; NaN where not known. */
  readonly saves: number;
  /** `raised`: added so that its supplier takes the rest. */
  readonly answer: PurchaseAnswer | "raised";
}

/** The ranked purchase list as NDJSON, with the money spent up to each part. */
export class PurchaseList {
  readonly #list: LineList;
  #spent = 0;

  constructor(path: string) {
    this.#list = new LineList(path);
  }

  get path(): string {
    return this.#list.path;
  }

  get count(): number {
    return this.#list.count;
  }

  async add(part: ListedPart): Promise<void> {
    const isPaid = part.answer === "bought" || part.answer === "raised";
    if (isPaid) this.#spent += part.value || 0;
    const known = (number: number) => (Number.isNaN(number) ? null : number);
    await this.#list.writeJson({
      ...{ rank: this.count + 1, ...part, spent: this.#spent },
      ...{ value: known(part.value), saves: known(part.saves) },
    });
  }

  close = (): Promise<void> => this.#list.close();
}
