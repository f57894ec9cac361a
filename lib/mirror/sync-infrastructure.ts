import 'server-only';
import { isAppError } from '@/lib/core/app-error';
import { log } from '@/lib/core/log';
import type { StorwareList, StorwareWhole } from '@/lib/storware/model/listing';
import {
  listClustersUnscoped,
  listEveryDestinationUnscoped,
  listEveryHypervisorUnscoped,
  listEveryManagerUnscoped,
  listEveryNodeUnscoped,
  listEveryProjectUnscoped,
  listFlavorsUnscoped,
  listNetworksUnscoped,
  listStoragesUnscoped,
} from '@/lib/storware/unscoped';
import { inChunks } from './in-chunks';
import type { InfrastructureKind } from './infrastructure-kind';
import { infrastructureRow } from './infrastructure-row';
import type { InfrastructureRow } from './infrastructure-row';
import { chunkSize, mirrorTransaction } from './mirror-transaction';
import { settleDestinations } from './settle-destinations';
import { storableJson } from './storable-json';
import { recordingSync } from './sync-record';

type Reading = { rows: InfrastructureRow[]; broken: number; complete: boolean };

/**
 * Brings destinations, projects, managers, hypervisors, clusters, storages, networks, flavors and nodes up to Storware's.
 * A kind that the account may not read, or that a server does not know, keeps its rows. Throws AppError `upstream_*`.
 */
export function syncInfrastructure(signal?: AbortSignal): Promise<{ count: number; broken: number; written: number }> {
  return recordingSync('infrastructure', signal, async () => {
    const call = { signal };
    const figures = { count: 0, broken: 0, written: 0 };
    const take = async (kind: InfrastructureKind, reading: Reading): Promise<string[]> => {
      figures.count += reading.rows.length;
      figures.broken += reading.broken;
      const { written, moved } = await writeKind(kind, reading);
      figures.written += written;
      return moved;
    };
    // Projects and destinations first: machines are claimed and backed up by them.
    await take('PROJECT', whole(await listEveryProjectUnscoped(call), (project) => infrastructureRow('PROJECT', project.guid, project.uuid, project.name, project)));
    const places = await take('DESTINATION', whole(await listEveryDestinationUnscoped(call), (destination) => infrastructureRow('DESTINATION', destination.guid, null, destination.name, destination)));
    const managers = await listEveryManagerUnscoped({}, call);
    // The name of a manager is its address and that of a hypervisor its host: both stay in `data`, for the provider.
    await take('MANAGER', whole(managers, (manager) => infrastructureRow('MANAGER', manager.guid, null, manager.type ?? 'Manager', manager)));
    const hypervisors = await listEveryHypervisorUnscoped({}, call);
    await take('HYPERVISOR', whole(hypervisors, (hypervisor) => infrastructureRow('HYPERVISOR', hypervisor.guid, null, hypervisor.type ?? 'Hypervisor', hypervisor)));
    await take('NODE', await tolerated('NODE', async () => list(await listEveryNodeUnscoped({}, call), (node) => infrastructureRow('NODE', node.guid, null, node.name, node))));
    await take('CLUSTER', await tolerated('CLUSTER', async () => list(await listClustersUnscoped(undefined, call), (cluster) => infrastructureRow('CLUSTER', cluster.guid, cluster.uuid, cluster.name, cluster))));
    const standAlone = hypervisors.items.filter(({ manager }) => manager === null);
    await take('STORAGE', await tolerated('STORAGE', async () => {
      const hosts = await hostsOfStorages(standAlone, call);
      return list(await listStoragesUnscoped({}, call), (storage) =>
        infrastructureRow('STORAGE', storage.guid, storage.uuid, storage.name, { ...storage, hypervisorGuids: hosts.get(storage.guid) ?? [] }),
      );
    }));
    await take('NETWORK', await ofManagers('NETWORK', managers.items, async (guid) => list(await listNetworksUnscoped(guid, call), (network) => infrastructureRow('NETWORK', network.guid, network.uuid, network.name, { ...network, managerGuid: guid }))));
    await take('FLAVOR', await ofManagers('FLAVOR', managers.items, async (guid) => list(await listFlavorsUnscoped(guid, call), (flavor) => infrastructureRow('FLAVOR', flavor.guid, flavor.uuid, flavor.name, { ...flavor, managerGuid: guid }))));
    await settleDestinations(places, signal);
    return figures;
  });
}

/**
 * Which stand-alone hypervisors each storage is at: records need not say it, so each is asked for its own. A server that
 * ignores the question would put every storage everywhere: then nothing is known, and nobody is entitled to them by it.
 */
async function hostsOfStorages(hypervisors: readonly { guid: string }[], call: { signal: AbortSignal | undefined }): Promise<Map<string, string[]>> {
  const hosts = new Map<string, string[]>();
  const isHeeded = hypervisors.length > 0 && (await storagesAt('no-such-hypervisor', call)).length === 0;
  if (!isHeeded) return hosts;
  for (const { guid } of hypervisors.toSorted((a, b) => a.guid.localeCompare(b.guid))) {
    for (const storage of await storagesAt(guid, call)) hosts.set(storage, [...(hosts.get(storage) ?? []), guid]);
  }
  return hosts;
}

/** Those that belong to a cluster or manager are none of a stand-alone hypervisor. */
async function storagesAt(hypervisorGuid: string, call: { signal: AbortSignal | undefined }): Promise<string[]> {
  try {
    const { items } = await listStoragesUnscoped({ hypervisorGuid }, call);
    return items.filter(({ clusters, manager }) => clusters.length === 0 && manager === null).map(({ guid }) => guid);
  } catch (error) {
    if (isAppError(error) && (error.code === 'upstream_rejected' || error.code === 'not_found')) return [];
    throw error;
  }
}

function whole<T>({ items, broken, complete }: StorwareWhole<T>, row: (item: T) => InfrastructureRow): Reading {
  return { rows: items.map(row), broken, complete };
}

function list<T>({ items, broken }: StorwareList<T>, row: (item: T) => InfrastructureRow): Reading {
  return { rows: items.map(row), broken, complete: broken === 0 };
}

/** Networks and flavors are listed for one manager at a time; a manager that has none of them is no fault. */
async function ofManagers(kind: InfrastructureKind, managers: readonly { guid: string }[], read: (guid: string) => Promise<Reading>): Promise<Reading> {
  const all: Reading = { rows: [], broken: 0, complete: true };
  const seen = new Set<string>();
  for (const { guid } of managers) {
    const { rows, broken, complete } = await tolerated(kind, () => read(guid));
    all.rows.push(...rows.filter((row) => !seen.has(row.guid) && seen.add(row.guid)));
    all.broken += broken;
    all.complete &&= complete;
  }
  return all;
}

/** A refusal of one list (no privilege, unknown path) must not hide the others; a server that is away ends the round. */
async function tolerated(kind: InfrastructureKind, read: () => Promise<Reading>): Promise<Reading> {
  try {
    return await read();
  } catch (error) {
    const isRefusal = isAppError(error) && (error.code === 'upstream_rejected' || error.code === 'upstream_contract' || error.meta?.status === 403);
    if (!isRefusal) throw error;
    log.warn({ room: 'mirror', kind, code: error.code }, 'a kind of infrastructure can not be read');
    return { rows: [], broken: 0, complete: false };
  }
}

/** `moved`: guids that have come or gone. */
async function writeKind(kind: InfrastructureKind, { rows: listed, complete }: Reading): Promise<{ written: number; moved: string[] }> {
  // One statement can't write a row twice; plain lists may name one twice.
  const rows = [...new Map(listed.map((row) => [row.guid, row])).values()];
  return mirrorTransaction(async (tx) => {
    const stored = new Map((await tx.mirrorInfrastructure.findMany({ where: { kind }, select: { guid: true, contentHash: true } })).map((row) => [row.guid, row.contentHash]));
    const changed = rows.filter((row) => stored.get(row.guid) !== row.contentHash);
    const named = new Set(rows.map(({ guid }) => guid));
    const gone = complete ? [...stored.keys()].filter((guid) => !named.has(guid)) : [];
    for (const guids of inChunks(gone, chunkSize)) await tx.mirrorInfrastructure.deleteMany({ where: { kind, guid: { in: guids } } });
    for (const some of inChunks(changed, chunkSize)) {
      await tx.$executeRaw`
        INSERT INTO "MirrorInfrastructure" (kind, guid, uuid, name, data, "contentHash")
        SELECT * FROM jsonb_to_recordset(${storableJson(some)}::jsonb) AS r(kind text, guid text, uuid text, name text, data jsonb, "contentHash" text)
        ON CONFLICT (kind, guid) DO UPDATE SET uuid = EXCLUDED.uuid, name = EXCLUDED.name, data = EXCLUDED.data, "contentHash" = EXCLUDED."contentHash"`;
    }
    return { written: changed.length + gone.length, moved: [...gone, ...rows.filter(({ guid }) => !stored.has(guid)).map(({ guid }) => guid)] };
  });
}
