import { type Neighbours, nearestRows } from "#lib/behaviour/nearest-rows.ts";
import { popularity } from "#lib/behaviour/popularity.ts";
import { customerItems } from "#lib/behaviour/purchases.ts";
import { eachNeighbour } from "#lib/behaviour/similar-items.ts";
import { rowNorms, type SparseRows, transpose } from "#lib/behaviour/sparse-rows.ts";
import { type Exam, ownItems } from "./later-orders.ts";

/** Scores of all items for one customer, higher for what is likelier bought. */
export type Rival = (customer: number) => Float64Array;

const neighbours = 200;

/** The same for all: the most bought, each purchase half as telling for every so many days. */
export function popular({ lesson }: Exam, halfLifeDays: number): Rival {
  const scores = popularity(lesson, halfLifeDays);
  return () => scores;
}

/** Own items by how often, then the most bought (Hu, He, Gao & Zhang, SIGIR 2020: hard to beat). */
export function ownFrequency(exam: Exam, halfLifeDays: number): Rival {
  const all = popularity(exam.lesson, halfLifeDays);
  return (customer) => {
    const scores = all.slice();
    for (const [item, times] of ownItems(exam.held.past, customer)) {
      scores[item] = (scores[item] as number) + times;
    }
    return scores;
  };
}

/** Item-kNN by cosine over customers (Sarwar et al. 2001). */
export function itemKnn(exam: Exam, withOwn: boolean): Rival {
  const wanted = transpose(customerItems(exam.lesson));
  return byNeighbours(exam, nearest(wanted), withOwn);
}

/** Item-kNN on BM25 weights, K₁ 1.2 and B 0.75 (Robertson & Zaragoza 2009). */
export function bm25(exam: Exam, withOwn: boolean): Rival {
  return byNeighbours(exam, nearest(transpose(bm25Weights(customerItems(exam.lesson)))), withOwn);
}

function nearest(rows: SparseRows): Neighbours {
  const norms = rowNorms(rows);
  const score = (row: number, other: number, product: number) =>
    product / ((norms[row] as number) * (norms[other] as number));
  return nearestRows(rows, { most: neighbours, leastShared: 1, score });
}

function byNeighbours({ held }: Exam, similar: Neighbours, withOwn: boolean): Rival {
  return (customer) => {
    const scores = new Float64Array(held.past.items);
    for (const [own] of ownItems(held.past, customer)) {
      if (withOwn) scores[own] = (scores[own] as number) + 1;
      eachNeighbour(similar, own, (other, score) => {
        scores[other] = (scores[other] as number) + score;
      });
    }
    return scores;
  };
}

function bm25Weights(matrix: SparseRows): SparseRows {
  const [k1, b] = [1.2, 0.75];
  const { rows, offsets, column, value } = matrix;
  const customersOf = new Float64Array(matrix.columns);
  for (const c of column) customersOf[c] = (customersOf[c] as number) + 1;
  const mean = column.length / rows;
  const weighted = value.slice();
  for (let row = 0; row < rows; row++) {
    const [from, to] = [offsets[row] as number, offsets[row + 1] as number];
    const length = 1 - b + (b * (to - from)) / mean;
    for (let e = from; e < to; e++) {
      const rare = Math.log(rows / (1 + (customersOf[column[e] as number] as number)));
      const times = value[e] as number;
      weighted[e] = ((times * (k1 + 1)) / (k1 * length + times)) * Math.max(0.01, rare);
    }
  }
  return { ...matrix, value: weighted };
}
