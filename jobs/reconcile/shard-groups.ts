/** Tasks that shards are dealt to: their sums are added up in the same order on any number of threads. */
const groups = 8;

/** Every so many'th shard a task. */
export const shardGroups = (shardCount: number): number[][] =>
  Array.from({ length: Math.min(groups, shardCount) }, (_, group) =>
    Array.from({ length: Math.ceil((shardCount - group) / groups) }, (__, i) => group + i * groups),
  );
