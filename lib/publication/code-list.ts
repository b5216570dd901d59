/** Gives texts whole numbers from 0, in the order in which they come. */
export class CodeList {
  readonly #codes = new Map<string, number>();

  codeOf(text: string): number {
    const known = this.#codes.get(text);
    if (known !== undefined) return known;
    this.#codes.set(text, this.#codes.size);
    return this.#codes.size - 1;
  }

  /** The texts by their codes. */
  get labels(): readonly string[] {
    return [...this.#codes.keys()];
  }
}
