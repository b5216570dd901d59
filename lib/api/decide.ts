import type { BulkDecisionAnswer, DecisionAnswer } from "#lib/contracts/api-answers.ts";
import type { OrderLine } from "#lib/contracts/serving.ts";
import type { ShelfcastError } from "#lib/domain/shelfcast-error.ts";
import { ApiError } from "./api-error.ts";
import {
  requireAmount,
  requireChoice,
  requireKnown,
  requireText,
  requireVersion,
} from "./body-fields.ts";
import { type DecisionOutcome, decisionActions, type NewDecision } from "./decision-book.ts";
import { placeOfOrder } from "./order-id.ts";
import { entryOf } from "./order-list.ts";
import type { Publication } from "./publication.ts";
import type { Fields } from "./request.ts";
import { type Caller, forbidden, mayActAs } from "./role.ts";
import type { ApiService } from "./service.ts";

export const longestReason = 1000;
const mostUnits = 1e9;

/** What a caller asks for, of one order. */
interface Wish {
  readonly id: string;
  readonly fields: Fields;
}

/** Decides on each order for itself: what cannot be kept does not stop the others. */
export async function decide(
  service: ApiService,
  caller: Caller,
  wishes: readonly Wish[],
): Promise<BulkDecisionAnswer["results"]> {
  const publication = await service.publications.current();
  const wanted = await Promise.all(
    wishes.map((wish) => newDecision(service, publication, caller, wish).catch(asFailure)),
  );
  const good = wanted.filter((one) => !(one instanceof ApiError)) as NewDecision[];
  const outcomes = await service.decisions.add(publication.run, good);
  const outcomeOf = new Map(good.map((one, at) => [one, outcomes[at] as DecisionOutcome]));
  return wanted.map((one, at) => {
    const { id } = wishes[at] as Wish;
    if (one instanceof ApiError) return { id, error: failureOf(one) };
    return resultOf(id, one, outcomeOf.get(one) as DecisionOutcome);
  });
}

function resultOf(
  id: string,
  { decision }: NewDecision,
  outcome: DecisionOutcome,
): BulkDecisionAnswer["results"][number] {
  if ("refused" in outcome) return { id, error: outcome.refused };
  return { id, decision: entryOf(decision), version: outcome.version } satisfies DecisionAnswer;
}

async function newDecision(
  { now }: ApiService,
  publication: Publication,
  caller: Caller,
  { id, fields }: Wish,
): Promise<NewDecision> {
  const { orders, orderColumns, terms } = publication;
  const { count } = await orderColumns();
  const place = placeOfOrder(id, publication, count);
  const [{ value: line }, { approveAbove }] = await Promise.all([
    orders().then((table) => table.at(place)),
    terms(),
  ]);
  const { action, quantity, reason, seen } = readWish(fields, line);
  if (needsApprover(line, action, quantity, approveAbove) && !mayActAs(caller, "approver")) {
    throw forbidden("approver");
  }
  const { item, location } = line;
  const by = caller.subject;
  const decision = { action, quantity, reason, by, at: now().toISOString(), item, location };
  return { place, decision, seen };
}

function readWish(fields: Fields, line: OrderLine) {
  requireKnown(fields, ["id", "action", "quantity", "reason", "version"]);
  const action = requireChoice(fields, "action", decisionActions);
  const isChange = action === "change";
  return {
    action,
    quantity: isChange
      ? requireAmount(fields, "quantity", mostUnits)
      : action === "approve"
        ? (line.order_quantity ?? 0)
        : 0,
    // Whoever departs from the suggestion says why.
    reason:
      action === "approve" && fields.reason === undefined
        ? ""
        : requireText(fields, "reason", longestReason),
    seen: requireVersion(fields),
  };
}

/** An order above the limit is an approver's, whether the limit is met by the suggestion or by a change. */
function needsApprover(
  line: OrderLine,
  action: string,
  quantity: number,
  approveAbove: number,
): boolean {
  if (action === "refuse") return false;
  if (action === "approve") return line.needs_approval;
  const unitValue = (line.order_value ?? 0) / (line.order_quantity || 1);
  return quantity * unitValue > approveAbove || (line.order_value === null && line.needs_approval);
}

function asFailure(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  throw error;
}

const failureOf = ({ code, problem, remedy }: ShelfcastError) => ({
  code,
  message: problem,
  remedy,
});
