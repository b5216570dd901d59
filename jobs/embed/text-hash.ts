import { createHash } from "node:crypto";

/** Half a SHA-256, as hexadecimal: enough that no two texts of a shop share one. */
export const textHash = (text: string | Uint8Array): string =>
  createHash("sha256").update(text).digest("hex").slice(0, 32);
