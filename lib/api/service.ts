import type { Lake } from "#lib/lake/lake.ts";
import type { FindSalt } from "./customer-names.ts";
import type { DecisionBook } from "./decision-book.ts";
import type { FileLinks } from "./file-links.ts";
import type { Publications } from "./publications.ts";

/** What routes work with. */
export interface ApiService {
  readonly lake: Lake;
  readonly publications: Publications;
  readonly decisions: DecisionBook;
  readonly links: FileLinks;
  readonly findSalt: FindSalt;
  readonly now: () => Date;
}
