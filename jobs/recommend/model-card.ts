import { exposureReport } from "#lib/behaviour/exposure.ts";
import type { CustomerModelCard } from "#lib/contracts/customer-model.ts";
import type { Insights } from "./insights.ts";

/** What decided tonight's offers, how good it is, whom it favours, and where it must not be trusted. */
export function modelCard(run: string, seed: number, insights: Insights): CustomerModelCard {
  const { night, sums } = insights;
  const { catalogue, facts, dataset, config } = night;
  const { report } = sums;
  const exposure = exposureReport(
    Int32Array.from(sums.exposure),
    Int32Array.from(sums.bought),
    catalogue.category.map((path) => path || "(none)"),
    catalogue.mayOffer,
  );
  return {
    ...{ run, seed, cutoff: dataset.cutoff },
    data: {
      customers: sums.served,
      orders: sums.orders,
      items: catalogue.item.length,
      itemsNeverBought: sums.bought.filter((count) => count === 0).length,
    },
    model: {
      chosen: report.chosen,
      judged: report.judged,
      scores: { popularity: report.popularity, ...report.ways },
      calibrationError: report.reliability?.error ?? null,
      crossEntropy: report.reliability?.crossEntropy ?? null,
      reliability: report.reliability?.bins ?? [],
    },
    exposure: {
      itemsShown: exposure.shown,
      itemsOfferable: exposure.offerable,
      ...exposure,
    },
    decisions: {
      rules: { ...config.recommendations },
      itemsBlocked: catalogue.blocked,
      itemsOutOfStock: facts.onHand.filter((units) => units <= 0).length,
      listsKeptFromRepeats: sums.heldBack.once,
      listsKeptFromOverexposed: sums.heldBack.exposed,
      promotionsAwaitApproval: config.recommendations.approve,
    },
    limits,
  };
}

const limits = [
  "Learned from what this shop's known customers did: it repeats their habits, and what the shop showed them.",
  "Knows items, orders and dates; no age, sex, origin or address, and must not be joined with any to decide on people.",
  "Customers with one order get little more than what is popular or like what they bought.",
  "Probabilities hold for the horizon after the cutoff, and for customers like those it was judged on.",
  "Promotion lifts are what promotions were followed by, not an experiment: what was promoted may have been rising anyway.",
] as const;
