import { writeFileSync } from "node:fs";
import { costPage } from "./cost-page.ts";

writeFileSync("docs/costs.md", costPage());
