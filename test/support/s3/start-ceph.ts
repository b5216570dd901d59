import { randomUUID } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { type CephNode, cephConfig, configFile, monitorAddress } from "./ceph-config.ts";
import { freePort } from "./free-port.ts";
import { type Daemon, runCommand, startDaemon } from "./processes.ts";
import { testKeys } from "./test-keys.ts";

export interface S3Server {
  readonly endpoint: string;
  /** Kills the server and removes what it stored. */
  stop(): void;
}

/** Everything `startCeph` runs; Debian's packages are named in test/run.sh. */
export const cephPrograms = [
  "ceph",
  "ceph-authtool",
  "ceph-mon",
  "ceph-osd",
  "monmaptool",
  "radosgw",
  "radosgw-admin",
  "setpriv",
] as const;

/** Starts a real S3 server, Ceph's, that keeps its objects in memory; about ten seconds. */
export async function startCeph(folder: string): Promise<S3Server> {
  const node: CephNode = {
    folder,
    cluster: randomUUID(),
    monitorPort: await freePort(),
    s3Port: await freePort(),
  };
  for (const name of ["mon", "osd", "gateway"]) mkdirSync(`${folder}/${name}`, { recursive: true });
  writeFileSync(configFile(node), cephConfig(node));
  const daemons: Daemon[] = [];
  const stop = () => {
    for (const daemon of daemons.reverse()) daemon.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await makeKeys(node);
    daemons.push(await startMonitor(node));
    daemons.push(await startStore(node));
    await makeUser(node);
    daemons.push(await startGateway(node));
    return { endpoint: `http://127.0.0.1:${node.s3Port}`, stop };
  } catch (error) {
    stop();
    throw error;
  }
}

/** Who may do what inside the cluster: Ceph's `name: capabilities`. */
const capabilities = {
  "mon.": ["mon", "allow *"],
  "client.admin": ["mon", "allow *", "osd", "allow *"],
  "client.rgw": ["mon", "allow rw", "osd", "allow rwx"],
  "osd.0": ["mon", "allow profile osd", "osd", "allow *"],
} as const;

async function makeKeys({ folder }: CephNode): Promise<void> {
  const keyring = `${folder}/keyring`;
  await runCommand("ceph-authtool", ["--create-keyring", keyring]);
  for (const [name, pairs] of Object.entries(capabilities)) {
    const caps = pairs.flatMap((word, i) => (i % 2 === 0 ? ["--cap", word] : [word]));
    await runCommand("ceph-authtool", [keyring, "--gen-key", "-n", name, ...caps]);
  }
}

async function startMonitor(node: CephNode): Promise<Daemon> {
  const map = `${node.folder}/monmap`;
  const address = ["--addv", "a", monitorAddress(node), "--set-min-mon-release", "16"];
  await runCommand("monmaptool", ["--create", "--fsid", node.cluster, ...address, map]);
  const common = ["-c", configFile(node), "-i", "a"];
  const keyring = ["--keyring", `${node.folder}/keyring`];
  await runCommand("ceph-mon", [...common, "--mkfs", "--monmap", map, ...keyring]);
  return startDaemon("ceph-mon", [...common, "-f"], `${node.folder}/mon.out`);
}

async function startStore(node: CephNode): Promise<Daemon> {
  const store = randomUUID();
  const configuration = ["-c", configFile(node)];
  await runCommand("ceph", [...configuration, "--connect-timeout", "30", "osd", "new", store, "0"]);
  const common = [...configuration, "-i", "0"];
  await runCommand("ceph-osd", [...common, "--mkfs", "--osd-uuid", store]);
  return startDaemon("ceph-osd", [...common, "-f"], `${node.folder}/osd.out`);
}

async function makeUser(node: CephNode): Promise<void> {
  const { accessKey, secretKey } = testKeys;
  const user = ["--uid", "tests", "--display-name", "tests"];
  const keys = ["--access-key", accessKey, "--secret", secretKey];
  const client = ["-c", configFile(node), "-n", "client.rgw"];
  await runCommand("radosgw-admin", [...client, "user", "create", ...user, ...keys]);
}

async function startGateway(node: CephNode): Promise<Daemon> {
  const client = ["-c", configFile(node), "-n", "client.rgw"];
  const gateway = startDaemon("radosgw", [...client, "-f"], `${node.folder}/gateway.out`);
  const deadline = Date.now() + 60_000;
  while (!(await answers(`http://127.0.0.1:${node.s3Port}/`))) {
    if (gateway.hasEnded() || Date.now() > deadline) {
      gateway.kill();
      throw new Error(`radosgw did not start: ${gateway.output()}`);
    }
    await sleep(50);
  }
  return gateway;
}

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    (response) => response.ok,
    () => false,
  );
