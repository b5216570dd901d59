import type { CommandIo } from "#jobs/cli/command.ts";
import { textTable } from "#jobs/cli/text-table.ts";
import { sayMoney, sayPercent } from "#lib/inventory/say-quantity.ts";
import type { OrderMetrics } from "./order-metrics.ts";

/** The replay of orders as a table, and what it comes to in a sentence. */
export function showOrders(metrics: OrderMetrics, currency: string, io: CommandIo): void {
  const rows = Object.entries(metrics.policies).map(([name, policy]) => [
    name,
    sayPercent(policy.fillRate),
    String(policy.stockoutDays),
    ...[policy.holdingCost, policy.wasteCost, policy.shortageCost, policy.totalCost].map((money) =>
      money.toFixed(2),
    ),
  ]);
  io.print("");
  io.print(
    textTable(
      ["orders", "fill rate", "stock-out days", "holding", "waste", "stock-outs", "total"],
      rows,
      io.style,
    ),
  );
  io.print(`\n${sentenceOf(metrics, currency)}`);
  if (metrics.leftOut.length > 0) {
    io.print(`Not played: ${metrics.leftOut.join(", ")}. Every location buys for itself.`);
  }
}

function sentenceOf(metrics: OrderMetrics, currency: string): string {
  const { fixedAtSameFill, saving, shareOfForesight, unvalued, series } = metrics;
  const rest =
    unvalued > 0
      ? ` ${unvalued} of ${series} series have no cost or price: they cost nothing here.`
      : "";
  if (fixedAtSameFill === null || saving === null) {
    return `No fixed reorder point that was played comes to the same fill rate.${rest}`;
  }
  const foresight =
    shareOfForesight === null
      ? ""
      : `, ${sayPercent(shareOfForesight)} of what perfect foresight would save`;
  const word = saving >= 0 ? "less" : "more";
  return `At the same fill rate a fixed reorder point costs ${sayMoney(fixedAtSameFill.totalCost, currency)}; these orders cost ${sayPercent(Math.abs(saving))} ${word}${foresight}.${rest}`;
}
