/** What moved in a category. */
export interface CategoryTrend {
  readonly category: string;
  readonly unitsRecent: number;
  readonly unitsBefore: number;
  /** NaN where nobody searched or looked. */
  readonly interestRecent: number;
  readonly interestBefore: number;
  readonly interestExpected: number;
  /** Titles of the items that grew most, in units. */
  readonly risers: readonly string[];
  /** Searches that grew most. */
  readonly words: readonly string[];
}

/** Change from which on it is told as one. */
const noticed = 0.1;

/** Relative change; NaN from nothing. */
export const changeOf = (recent: number, before: number): number =>
  before > 0 ? recent / before - 1 : Number.NaN;

/** The category's news in two or three sentences. @param stretch such as `28 days` */
export function bulletinText(trend: CategoryTrend, stretch: string): string {
  const { category, risers, words } = trend;
  const sold = `${category}: sales of the last ${stretch} ${moved(changeOf(trend.unitsRecent, trend.unitsBefore))} against the ${stretch} before.`;
  const sought = interestSentence(trend);
  const rising = risers.length > 0 ? ` Grew most: ${risers.join("; ")}.` : "";
  const typed = words.length > 0 ? ` Searched more: ${words.join(", ")}.` : "";
  return `${sold}${sought}${rising}${typed}`;
}

function interestSentence({ interestRecent, interestBefore, interestExpected }: CategoryTrend) {
  if (!(interestRecent > 0)) return "";
  const now = moved(changeOf(interestRecent, interestBefore));
  const next = willMove(changeOf(interestExpected, interestRecent));
  return ` Interest (searches and looks) ${now}; it is expected to ${next} over the next stretch.`;
}

const moved = sayChange({ begin: "began", hold: "held", rise: "rose", fall: "fell" });
const willMove = sayChange({ begin: "begin", hold: "hold", rise: "rise", fall: "fall" });

function sayChange(verbs: Readonly<Record<"begin" | "hold" | "rise" | "fall", string>>) {
  return (change: number): string => {
    if (Number.isNaN(change)) return verbs.begin;
    if (Math.abs(change) < noticed) return verbs.hold;
    const share = Math.round(100 * Math.abs(change));
    return `${change > 0 ? verbs.rise : verbs.fall} by ${share} %`;
  };
}
