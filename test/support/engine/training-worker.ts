import type { Trained } from "#lib/engine/train.ts";
import { serveTasks } from "#lib/run/worker-pool.ts";
import { trainSteps } from "./regression.ts";

serveTasks<undefined, number, Trained>(async () => trainSteps);
