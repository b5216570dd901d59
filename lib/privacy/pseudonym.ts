import { createHash } from "node:crypto";
import { sqlText } from "#lib/tables/sql-text.ts";

/** Hexadecimal digits that stand for a customer: 64 bits, so that two of 10⁷ customers meet once in 10⁵ shops. */
const digits = 16;

/**
 * What stands for a customer everywhere in the lake: the first 16 hexadecimal digits of
 *
 *     SHA-256(salt ":" id)
 *
 * The same customer stays the same, and cannot be looked up without the salt.
 *
 * @param id as the config maps it, letter for letter
 */
export const pseudonym = (salt: string, id: string): string =>
  createHash("sha256").update(`${salt}:${id}`).digest("hex").slice(0, digits);

/** The same in SQL. @param value SQL of the id */
export const pseudonymSql = (salt: string, value: string): string =>
  `left(sha256(${sqlText(`${salt}:`)} || ${value}), ${digits})`;

/** Whether a text has the shape of a pseudonym. */
export const isPseudonym = (text: string): boolean => /^[0-9a-f]{16}$/.test(text);
