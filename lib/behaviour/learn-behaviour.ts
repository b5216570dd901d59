import type { LearnedBehaviour } from "./customer-signals.ts";
import { customerItems, type Purchases } from "./purchases.ts";
import { RepurchaseModel } from "./repurchase-model.ts";
import { similarItems } from "./similar-items.ts";
import type { SparseRows } from "./sparse-rows.ts";

/** Neighbours kept of an item: enough that a customer's few items reach most of what may be wanted. */
const neighbours = 100;

/** @param text [items × words], see `textVectors` */
export function learnBehaviour(purchases: Purchases, text: SparseRows): LearnedBehaviour {
  return {
    purchases,
    repurchase: new RepurchaseModel(purchases),
    similar: similarItems(customerItems(purchases), text, neighbours),
  };
}
