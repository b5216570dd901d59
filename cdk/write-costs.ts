import { writeFileSync } from "node:fs";
import { costPage } from "./cost-page.ts";
import { scalePage } from "./scale-page.ts";

writeFileSync("docs/costs.md", costPage());
writeFileSync("docs/scale.md", scalePage());
