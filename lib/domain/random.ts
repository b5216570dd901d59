/** A stream of numbers that a seed repeats exactly, on any machine. */
export interface Random {
  /** Uniform in [0, 1), 32 bits. */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** Whole, uniform in [0, below). */
  below(below: number): number;
}

/**
 * sfc32 (Chris Doty-Humphrey, PractRand), seeded through splitmix32 so that near seeds give far
 * streams. `purpose` separates streams of one seed: adding a draw to one never shifts another.
 */
export function seededRandom(seed: number, purpose = ""): Random {
  let [a, b, c, counter] = initialState(seed, purpose);
  const next = (): number => {
    const result = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + result;
    c |= 0;
    return result >>> 0;
  };
  for (let i = 0; i < 12; i++) next();
  const uniform = () => next() / 2 ** 32;
  return {
    uniform,
    below: (below) => Math.floor(uniform() * below),
    normal: () => boxMuller(uniform),
  };
}

function boxMuller(uniform: () => number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
  return radius * Math.cos(2 * Math.PI * uniform());
}

function initialState(seed: number, purpose: string): [number, number, number, number] {
  let state = (Math.floor(seed / 2 ** 32) ^ seed ^ hash32(purpose)) | 0;
  const split = () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return mixed ^ (mixed >>> 15);
  };
  return [split(), split(), split(), 1];
}

/** FNV-1a over UTF-8, 32 bits, unsigned: places a name, never protects one. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text, "utf8")) {
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return hash >>> 0;
}
