import type { CommandIo } from "#jobs/cli/command.ts";
import { textTable } from "#jobs/cli/text-table.ts";
import type { PublicationManifest } from "#lib/contracts/publication.ts";
import { openStandingLake } from "#lib/lake/open-lake.ts";
import { previousPublications, readLatestManifest } from "#lib/publication/latest.ts";

/** Lists publications, the one that readers use first. */
export async function showRuns(address: string, io: CommandIo): Promise<void> {
  const lake = await openStandingLake(address);
  const latest = await readLatestManifest(lake);
  if (!latest) {
    io.print(`Nothing is published in ${lake.address}. \`shelfcast nightly\` publishes.`);
    io.result({ latest: null, previous: [] });
    return;
  }
  const previous: PublicationManifest[] = [];
  for await (const publication of previousPublications(lake)) previous.push(publication);
  const row = (publication: PublicationManifest, use: string) => [
    publication.run,
    publication.cutoff,
    publication.counts.series,
    publication.metrics.published?.sql.toFixed(3) ?? "",
    use,
  ];
  const rows = [row(latest, "read now"), ...previous.map((publication) => row(publication, ""))];
  io.print(textTable(["run", "cutoff", "series", "validation SQL", ""], rows, io.style));
  io.result({ latest: latest.run, previous: previous.map(({ run }) => run) });
}
