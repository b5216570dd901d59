import { publishedManifestName } from "#lib/contracts/publication.ts";
import { openFolderLake } from "#lib/lake/folder-lake.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { publish } from "./publish.ts";

/** Publishes, but dies as a machine does once it has placed so many files, the manifest among them. */
const [folder = "", run = "", scratch = "", placed = ""] = process.argv.slice(2);
const lake = await openFolderLake(folder);
let left = Number(placed);

function countDown(): void {
  left--;
  if (left <= 0) process.kill(process.pid, "SIGKILL");
}

const dying: Lake = Object.assign(Object.create(lake), {
  address: lake.address,
  read: lake.read.bind(lake),
  stat: lake.stat.bind(lake),
  list: lake.list.bind(lake),
  writeIf: lake.writeIf.bind(lake),
  download: lake.download.bind(lake),
  upload: async (key: string, path: string) => {
    await lake.upload(key, path);
    countDown();
  },
  write: async (key: string, bytes: Uint8Array) => {
    await lake.write(key, bytes);
    if (key.endsWith(publishedManifestName)) countDown();
  },
});
await publish(dying, run, scratch);
