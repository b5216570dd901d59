import { stepKey } from "#lib/contracts/lake-keys.ts";
import { LakeKeyMissingError } from "#lib/lake/lake.ts";
import type { StepContext } from "#lib/run/step.ts";

type Place = Pick<StepContext, "lake" | "run">;

const folder = "unfinished/";
const keyOf = (run: string, name: string): string => stepKey(run, "train", `${folder}${name}`);

/** Keeps bytes in the lake, so that another machine can go on when this one is taken away. */
export const keepWork = ({ lake, run }: Place, name: string, bytes: Uint8Array): Promise<void> =>
  lake.write(keyOf(run, name), bytes);

export const readWork = ({ lake, run }: Place, name: string): Promise<Uint8Array | undefined> =>
  lake.read(keyOf(run, name)).catch((error: unknown) => {
    if (error instanceof LakeKeyMissingError) return undefined;
    throw error;
  });

/** Called when what was kept is of no more use. */
export async function dropWork({ lake, run }: Place): Promise<void> {
  for await (const { key } of lake.list(keyOf(run, ""))) await lake.remove(key);
}
