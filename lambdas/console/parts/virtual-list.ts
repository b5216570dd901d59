/** Rows drawn above and below what is seen. */
const spare = 8;

/**
 * Draws only the rows of a long list that are seen. Rows are of one height, which the style gives as
 * `--row`; `place` scrolls.
 */
export class VirtualList {
  readonly #place: HTMLElement;
  readonly #inner: HTMLElement;
  readonly #drawRow: (at: number) => HTMLElement;
  readonly #drawn = new Map<number, HTMLElement>();
  #count = 0;
  /** Pixels; asking the style in every frame would have it worked out in every frame. */
  #rowPixels = 0;
  #isWaiting = false;

  constructor(place: HTMLElement, drawRow: (at: number) => HTMLElement) {
    this.#place = place;
    this.#drawRow = drawRow;
    this.#inner = document.createElement("div");
    this.#inner.className = "virtual";
    this.#inner.setAttribute("role", "presentation");
    place.append(this.#inner);
    place.addEventListener("scroll", () => this.#soon(), { passive: true });
    new ResizeObserver(() => {
      this.#rowPixels = 0;
      this.#soon();
    }).observe(place);
  }

  /** Draws all rows anew. */
  reset(count: number): void {
    this.#count = count;
    for (const row of this.#drawn.values()) row.remove();
    this.#drawn.clear();
    this.#inner.style.height = `${count * this.#rowHeight()}px`;
    this.#draw();
  }

  /** Draws one row anew, if it is seen. */
  redraw(at: number): void {
    const old = this.#drawn.get(at);
    if (old === undefined) return;
    const hadFocus = old.contains(document.activeElement);
    const row = this.#placed(at);
    old.replaceWith(row);
    this.#drawn.set(at, row);
    if (hadFocus) focusIn(row);
  }

  redrawAll(): void {
    for (const at of this.#drawn.keys()) this.redraw(at);
  }

  /** Brings a row into view and the keyboard to it. */
  focus(at: number): void {
    const height = this.#rowHeight();
    const { scrollTop, clientHeight } = this.#place;
    if (at * height < scrollTop) this.#place.scrollTop = at * height;
    else if ((at + 1) * height > scrollTop + clientHeight) {
      this.#place.scrollTop = (at + 1) * height - clientHeight;
    }
    this.#draw();
    const row = this.#drawn.get(at);
    if (row) focusIn(row);
  }

  #rowHeight(): number {
    this.#rowPixels ||= Number.parseFloat(getComputedStyle(this.#place).getPropertyValue("--row"));
    return this.#rowPixels;
  }

  #soon(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    requestAnimationFrame(() => {
      this.#isWaiting = false;
      this.#draw();
    });
  }

  #draw(): void {
    const height = this.#rowHeight();
    const { scrollTop, clientHeight } = this.#place;
    const first = Math.max(0, Math.floor(scrollTop / height) - spare);
    const end = Math.min(this.#count, Math.ceil((scrollTop + clientHeight) / height) + spare);
    for (const [at, row] of this.#drawn) {
      if (at >= first && at < end) continue;
      row.remove();
      this.#drawn.delete(at);
    }
    const fresh: HTMLElement[] = [];
    for (let at = first; at < end; at++) {
      if (this.#drawn.has(at)) continue;
      const row = this.#placed(at);
      this.#drawn.set(at, row);
      fresh.push(row);
    }
    this.#inner.append(...fresh);
  }

  #placed(at: number): HTMLElement {
    const row = this.#drawRow(at);
    row.style.transform = `translateY(${at * this.#rowHeight()}px)`;
    return row;
  }
}

const focusIn = (row: HTMLElement): void => row.querySelector<HTMLElement>("[data-focus]")?.focus();
