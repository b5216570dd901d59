/** The best few of many scored candidates, best first; equal scores go by the lower candidate. */
export class TopList {
  readonly candidate: Int32Array;
  readonly score: Float64Array;
  #length = 0;

  constructor(longest: number) {
    this.candidate = new Int32Array(longest);
    this.score = new Float64Array(longest);
  }

  get longest(): number {
    return this.candidate.length;
  }

  get length(): number {
    return this.#length;
  }

  clear(): void {
    this.#length = 0;
  }

  offer(candidate: number, score: number): void {
    if (this.#length === this.candidate.length) {
      if (!this.#isBefore(candidate, score, this.#length - 1)) return;
    } else this.#length++;
    let place = this.#length - 1;
    while (place > 0 && this.#isBefore(candidate, score, place - 1)) {
      this.candidate[place] = this.candidate[place - 1] as number;
      this.score[place] = this.score[place - 1] as number;
      place--;
    }
    this.candidate[place] = candidate;
    this.score[place] = score;
  }

  #isBefore(candidate: number, score: number, place: number): boolean {
    const other = this.score[place] as number;
    return score > other || (score === other && candidate < (this.candidate[place] as number));
  }
}
