import type { Purchases } from "./purchases.ts";

/** Takes events customer by customer, in the order of time, in typed arrays that grow. */
export class PurchaseBuilder {
  #events = eventArrays(1024);
  #offsets = new Int32Array(1024);
  #count = 0;
  #customers = 0;

  /** @param order -1 where nothing was bought; see `Purchases` */
  add(item: number, day: number, order: number, strength: number): void {
    if (this.#count === this.#events.item.length) this.#growEvents();
    const { item: items, day: days, order: orders, strength: strengths } = this.#events;
    items[this.#count] = item;
    days[this.#count] = day;
    orders[this.#count] = order;
    strengths[this.#count] = strength;
    this.#count++;
  }

  endCustomer(): void {
    this.#customers++;
    if (this.#customers === this.#offsets.length) {
      const longer = new Int32Array(this.#offsets.length * 2);
      longer.set(this.#offsets);
      this.#offsets = longer;
    }
    this.#offsets[this.#customers] = this.#count;
  }

  finish(items: number): Purchases {
    const { item, day, order, strength } = this.#events;
    return {
      customers: this.#customers,
      items,
      offsets: this.#offsets.slice(0, this.#customers + 1),
      item: item.slice(0, this.#count),
      day: day.slice(0, this.#count),
      order: order.slice(0, this.#count),
      strength: strength.slice(0, this.#count),
    };
  }

  #growEvents(): void {
    const before = this.#events;
    const longer = eventArrays(before.item.length * 2);
    longer.item.set(before.item);
    longer.day.set(before.day);
    longer.order.set(before.order);
    longer.strength.set(before.strength);
    this.#events = longer;
  }
}

const eventArrays = (length: number) => ({
  item: new Int32Array(length),
  day: new Int32Array(length),
  order: new Int32Array(length),
  strength: new Float32Array(length),
});
