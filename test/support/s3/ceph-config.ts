/** Where one node of Ceph keeps its files and listens. */
export interface CephNode {
  readonly folder: string;
  /** The cluster's UUID. */
  readonly cluster: string;
  readonly monitorPort: number;
  readonly s3Port: number;
}

/** Configuration file of the node. */
export const configFile = ({ folder }: CephNode): string => `${folder}/ceph.conf`;

export const monitorAddress = ({ monitorPort }: CephNode): string =>
  `[v2:127.0.0.1:${monitorPort}]`;

/** The pools an S3 gateway makes, each with few placement groups: a laptop has no use for more. */
const poolSettings = `
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd pool default pgp num = 8
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon max pg per osd = 1000`;

/** One monitor, one store held in memory and one S3 gateway, reachable from this machine only. */
export const cephConfig = (node: CephNode): string => `
[global]
fsid = ${node.cluster}
mon host = ${monitorAddress(node)}
public addr = 127.0.0.1
ms bind ipv6 = false
auth cluster required = cephx
auth service required = cephx
auth client required = cephx
auth allow insecure global id reclaim = false
mon data avail crit = 1
mon data avail warn = 2
osd class update on start = false
run dir = ${node.folder}
admin socket = ${node.folder}/$cluster-$name.$pid.asok
log file = ${node.folder}/$name.log
pid file = ${node.folder}/$name.pid
keyring = ${node.folder}/keyring
${poolSettings}
[mon.a]
# The monitor saves up changes for a second otherwise, and every new pool waits for it.
paxos propose interval = 0.02
paxos min wait = 0.01
mon data = ${node.folder}/mon
[osd.0]
osd data = ${node.folder}/osd
osd objectstore = memstore
memstore device bytes = 8589934592
crush location = root=default host=test
[client.rgw]
rgw data = ${node.folder}/gateway
rgw frontends = beast endpoint=127.0.0.1:${node.s3Port}
rgw enable apis = s3, admin, notifications, sts, iam
rgw dynamic resharding = false
rgw run sync thread = false
`;
