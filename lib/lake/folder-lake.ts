import { randomUUID } from "node:crypto";
import { constants, type Dirent, renameSync, statSync } from "node:fs";
import { copyFile, mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type Lake, LakeKeyMissingError, type LakeObject } from "./lake.ts";
import { requireLakeKey } from "./lake-key.ts";
import { makeFolder } from "./make-folder.ts";

/** Holds what is being written and the lock of `writeIf`; never listed. */
const workFolder = ".shelfcast";
const abandonedAfterMs = 24 * 3_600_000;
/** How long a conditional write waits for another process's; each holds the lock for one rename. */
const lockTimeoutMs = 10_000;

/** A lake in a folder of this machine; made where it does not stand yet. */
export async function openFolderLake(folder: string): Promise<Lake> {
  const lake = new FolderLake(resolve(folder));
  await lake.begin();
  return lake;
}

class FolderLake implements Lake {
  readonly address: string;
  readonly #work: string;

  constructor(address: string) {
    this.address = address;
    this.#work = join(address, workFolder);
  }

  /** Clears what a killed process left half written. */
  async begin(): Promise<void> {
    await makeFolder(this.address);
    await makeFolder(this.#work);
    for (const name of await readdir(this.#work)) {
      if (!name.endsWith(".part")) continue;
      const path = join(this.#work, name);
      const found = await stat(path).catch(absent);
      const isAbandoned = found !== undefined && Date.now() - found.mtimeMs > abandonedAfterMs;
      if (isAbandoned) await rm(path, { force: true });
    }
  }

  async read(key: string): Promise<Uint8Array> {
    return await readFile(this.#path(key)).catch((error) => this.#missing(error, key));
  }

  async readRange(key: string, start: number, end: number): Promise<Uint8Array> {
    const file = await open(this.#path(key)).catch((error) => this.#missing(error, key));
    try {
      const bytes = new Uint8Array(Math.max(0, end - start));
      const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
      return bytes.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  }

  async stat(key: string): Promise<LakeObject | undefined> {
    const found = await stat(this.#path(key), { bigint: true }).catch(absent);
    return found?.isFile() ? describe(key, found) : undefined;
  }

  async write(key: string, bytes: Uint8Array): Promise<void> {
    await this.#place(key, await this.#part(bytes));
  }

  async writeIf(key: string, bytes: Uint8Array, version: string | undefined): Promise<boolean> {
    const path = this.#path(key);
    const part = await this.#part(bytes);
    await mkdir(dirname(path), { recursive: true });
    const isWritten = this.#alone(() => {
      const found = statSync(path, { bigint: true, throwIfNoEntry: false });
      if ((found && describe(key, found).version) !== version) return false;
      renameSync(part, path);
      return true;
    });
    if (!isWritten) await rm(part, { force: true });
    return isWritten;
  }

  async *list(prefix: string): AsyncGenerator<LakeObject> {
    const folder = prefix.slice(0, prefix.lastIndexOf("/") + 1);
    yield* this.#walk(folder, prefix);
  }

  async remove(key: string): Promise<void> {
    await rm(this.#path(key), { force: true });
  }

  async upload(key: string, path: string): Promise<void> {
    const part = this.#newPart();
    await copyFile(path, part, constants.COPYFILE_FICLONE);
    await this.#place(key, part);
  }

  async download(key: string, path: string): Promise<void> {
    const part = `${path}.${randomUUID()}.part`;
    await mkdir(dirname(path), { recursive: true });
    await copyFile(this.#path(key), part, constants.COPYFILE_FICLONE).catch((error) =>
      this.#missing(error, key),
    );
    await rename(part, path);
  }

  async *#walk(folder: string, prefix: string): AsyncGenerator<LakeObject> {
    const entries = await readdir(join(this.address, folder), { withFileTypes: true }).catch(none);
    for (const entry of inKeyOrder(entries)) {
      const key = `${folder}${entry.name}`;
      if (key === workFolder) continue;
      if (entry.isDirectory()) {
        const inside = `${key}/`;
        if (inside.startsWith(prefix) || prefix.startsWith(inside))
          yield* this.#walk(inside, prefix);
      } else if (key.startsWith(prefix)) {
        const found = await this.stat(key);
        if (found) yield found;
      }
    }
  }

  /** Runs `work` while no other process or thread does; a killed holder's lock falls with it. */
  #alone<Result>(work: () => Result): Result {
    const lock = new DatabaseSync(join(this.#work, "lock.sqlite"), { timeout: lockTimeoutMs });
    try {
      lock.exec("BEGIN EXCLUSIVE");
      return work();
    } finally {
      lock.close();
    }
  }

  async #place(key: string, part: string): Promise<void> {
    const path = this.#path(key);
    await mkdir(dirname(path), { recursive: true });
    await rename(part, path);
  }

  async #part(bytes: Uint8Array): Promise<string> {
    const part = this.#newPart();
    const file = await open(part, "w");
    try {
      await file.writeFile(bytes);
      await file.datasync();
    } finally {
      await file.close();
    }
    return part;
  }

  #newPart = (): string => join(this.#work, `${randomUUID()}.part`);

  #path = (key: string): string => join(this.address, requireLakeKey(key));

  #missing(error: unknown, key: string): never {
    if (isAbsence(error)) throw new LakeKeyMissingError(this.address, key);
    throw error;
  }
}

interface FileFacts {
  readonly size: bigint;
  readonly ino: bigint;
  readonly mtimeNs: bigint;
}

const describe = (key: string, { size, ino, mtimeNs }: FileFacts): LakeObject => ({
  key,
  size: Number(size),
  version: `${mtimeNs}-${ino}-${size}`,
});

/** A folder sorts as its keys do, with the `/` after its name: by bytes, as S3 lists. */
function inKeyOrder(entries: readonly Dirent[]): Dirent[] {
  const sortable = (entry: Dirent) =>
    Buffer.from(entry.isDirectory() ? `${entry.name}/` : entry.name);
  return entries
    .map((entry) => ({ entry, bytes: sortable(entry) }))
    .sort((a, b) => Buffer.compare(a.bytes, b.bytes))
    .map(({ entry }) => entry);
}

const isAbsence = (error: unknown): boolean => {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR";
};

function absent(error: unknown): undefined {
  if (isAbsence(error)) return undefined;
  throw error;
}

function none(error: unknown): Dirent[] {
  if (isAbsence(error)) return [];
  throw error;
}
