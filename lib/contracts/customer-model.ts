import type { BusinessDate } from "#lib/domain/business-date.ts";

/**
 * `customer-model.json`: what decided the offers of a run, how well it did on customers it had not seen,
 * whom it favours, and what it must not be used for. A person can check every automatic decision by it.
 */
export interface CustomerModelCard {
  readonly run: string;
  readonly cutoff: BusinessDate;
  readonly seed: number;
  readonly data: {
    readonly customers: number;
    readonly orders: number;
    readonly items: number;
    /** Items that nobody who is known bought yet. */
    readonly itemsNeverBought: number;
  };
  readonly model: {
    readonly chosen: string;
    /** Customers kept apart to judge by. */
    readonly judged: number;
    /** Recall and NDCG of ten by way, and of the most popular items. */
    readonly scores: Readonly<Record<string, { readonly recall: number; readonly ndcg: number }>>;
    readonly calibrationError: number | null;
    readonly crossEntropy: number | null;
    readonly reliability: readonly {
      readonly pairs: number;
      readonly said: number;
      readonly seen: number;
    }[];
  };
  readonly exposure: {
    readonly itemsShown: number;
    readonly itemsOfferable: number;
    readonly gini: number;
    readonly purchaseGini: number;
    readonly headShare: number;
    readonly purchaseHeadShare: number;
    readonly groups: readonly {
      readonly group: string;
      readonly share: number;
      readonly purchaseShare: number;
    }[];
  };
  /** Rules that decided, as the config gave them, and how often each did. */
  readonly decisions: {
    readonly rules: Readonly<Record<string, unknown>>;
    readonly itemsBlocked: number;
    readonly itemsOutOfStock: number;
    readonly listsKeptFromRepeats: number;
    readonly listsKeptFromOverexposed: number;
    readonly promotionsAwaitApproval: boolean;
  };
  readonly limits: readonly string[];
}
