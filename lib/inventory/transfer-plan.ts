/** One item at one location that may give or take. */
export interface TransferSite {
  readonly location: string;
  /** Only sites of one group help each other out. */
  readonly group: string;
  /** Units it can give without missing them. */
  readonly surplus: number;
  /** Units it is about to order. */
  readonly need: number;
  /** Of so many units given to it, those without which its order would not shrink as far. */
  readonly usable: (units: number) => number;
  /** Money that a unit of the need is expected to save; NaN where not known. */
  readonly urgency: number;
}

export interface Transfer {
  /** Indices into the sites. */
  readonly from: number;
  readonly to: number;
  readonly units: number;
}

/**
 * Moves of one item between its locations before anything is bought: the most urgent need is met first,
 * from the site with most to give, so that moves are few. Nothing is given that its site would miss, and
 * nobody gets what would not make its own order smaller.
 */
export function planTransfers(sites: readonly TransferSite[]): Transfer[] {
  const left = sites.map(({ surplus }) => surplus);
  const takers = sites
    .map((site, index) => ({ ...site, index }))
    .filter(({ need }) => need > 0)
    .sort((a, b) => (b.urgency || 0) - (a.urgency || 0) || b.need - a.need || a.index - b.index);
  return takers.flatMap((taker) => takeFor(taker, sites, left));
}

function takeFor(
  { index: to, group, need, usable }: TransferSite & { readonly index: number },
  sites: readonly TransferSite[],
  left: number[],
): Transfer[] {
  const transfers: Transfer[] = [];
  const givers = left
    .map((units, from) => ({ from, units }))
    .filter(({ from, units }) => units > 0 && from !== to && sites[from]?.group === group)
    .sort((a, b) => b.units - a.units || a.from - b.from);
  let missing = usable(
    Math.min(
      need,
      givers.reduce((sum, { units }) => sum + units, 0),
    ),
  );
  for (const { from, units } of givers) {
    if (missing <= 0) break;
    const moved = Math.min(units, missing);
    transfers.push({ from, to, units: moved });
    left[from] = units - moved;
    missing -= moved;
  }
  return transfers;
}
