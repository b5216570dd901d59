import type { CommandIo } from "#jobs/cli/command.ts";
import { sayNumber, textTable } from "#jobs/cli/text-table.ts";
import type { NightlyResult } from "#jobs/nightly/run-nightly.ts";
import { lakePrefix, publishedKey } from "#lib/contracts/lake-keys.ts";
import { type PublicationManifest, publishedManifestName } from "#lib/contracts/publication.ts";
import type { ValidationScores } from "#lib/contracts/training-summary.ts";
import { requireJson } from "#lib/lake/json-objects.ts";
import type { Lake } from "#lib/lake/lake.ts";

/** Tells what a run published: how good it is, the files, and what to do next. */
export async function showPublication(
  lake: Lake,
  { run, isOld, records }: NightlyResult,
  io: CommandIo,
): Promise<void> {
  const key = publishedKey(run, publishedManifestName);
  const manifest = await requireJson<PublicationManifest>(lake, key);
  io.print("");
  io.print(
    isOld
      ? `Nothing changed: run ${run} had published this before, and nothing new was published.`
      : `${io.style.good("Published")} run ${io.style.bold(run)}, with sales up to ${manifest.cutoff}.`,
  );
  io.print(`\n${countLine(manifest)}\n`);
  io.print(accuracyTable(manifest, io));
  io.print(`\n${filesTable(manifest, io)}\n`);
  const at = `${lake.address}/${lakePrefix.published}${run}/`;
  io.print(`Files: ${io.style.accent(at)}`);
  io.print(`Next: open ${io.style.accent(`${at}report.html`)}, then reorder.xlsx beside it.`);
  io.result({ run, isNew: !isOld, lake: lake.address, manifest, steps: records });
}

function countLine({ counts, horizon, frequency }: PublicationManifest): string {
  const { series, items, locations, ordersSuggested } = counts;
  const what = `${sayNumber(series)} series (${sayNumber(items)} items, ${sayNumber(locations)} locations)`;
  return `${what}, ${horizon} ${frequency}s ahead; ${sayNumber(ordersSuggested)} orders suggested.`;
}

/** From best to worst on the validation windows: what is published, and every candidate but unused blends. */
function accuracyTable({ metrics }: PublicationManifest, { style }: CommandIo): string {
  const { published, overall, segments, validationWindows } = metrics;
  if (validationWindows === 0) return "The history is too short to say how good the forecasts are.";
  const chosen = new Set(segments.map((segment) => segment.chosen));
  const isShown = (name: string) =>
    name !== "published" && (!name.includes("+") || chosen.has(name));
  const candidates = Object.entries(overall).filter(([name]) => isShown(name));
  const sorted = candidates.sort(([, a], [, b]) => a.sql - b.sql);
  const rows = [...(published ? [["published", published] as const] : []), ...sorted];
  const title = `On ${validationWindows} validation windows before the cutoff (lower is better, but for coverage):`;
  const titles = ["forecast", "SQL", "WQL", "MASE", "WAPE", "bias", "coverage"];
  return `${title}\n${textTable(titles, rows.map(scoreRow), style)}`;
}

const scoreRow = ([name, s]: readonly [string, ValidationScores]) => [
  name,
  ...[s.sql, s.wql, s.mase, s.wape, s.bias, s.coverage].map((score) => score.toFixed(3)),
];

function filesTable({ files }: PublicationManifest, { style }: CommandIo): string {
  const rows = files.map(({ name, bytes, rows: count }) => [name, bytes, count ?? ""]);
  return textTable(["file", "bytes", "rows"], rows, style);
}
