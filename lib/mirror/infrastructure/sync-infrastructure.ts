import 'server-only';
import { nameOrStandIn } from '@/lib/contracts/scalar';
import { isAppError } from '@/lib/core/app-error';
import { db } from '@/lib/db/client';
import type { InfrastructureKind } from '@/lib/mirror/stored-json';
import { chunkSize, contentHash, inChunks, mirrorTransaction, storableJson } from '@/lib/mirror/mirror-write';
import { settleDestinations } from '@/lib/mirror/backups/settle-machines';
import { recordingSync } from '@/lib/mirror/sync-record';
import { ifOffered } from '@/lib/storware/capability/availability';
import type { StorwareList, StorwareWhole } from '@/lib/storware/model/result';
import {
  listClustersUnscoped,
  listAllDestinationsUnscoped,
  listAllHypervisorsUnscoped,
  listAllMachinesUnscoped,
  listAllManagersUnscoped,
  listAllNodesUnscoped,
  listAllProjectsUnscoped,
  listFlavorsUnscoped,
  listNetworksUnscoped,
  listStoragesUnscoped,
} from '@/lib/storware/unscoped';

type Reading = { rows: InfrastructureRow[]; broken: number; complete: boolean };

/**
 * Updates the mirror of destinations, projects, managers, hypervisors, clusters, storages, networks, flavors and nodes,
 * each kind independently: one that can't be read keeps its rows. What the server does not list is added from its
 * machines. Throws AppError `upstream_*` at the end when a required kind was not read.
 */
export function syncInfrastructure(signal?: AbortSignal): Promise<{ count: number; broken: number; written: number }> {
  return recordingSync('infrastructure', signal, async () => {
    const call = { signal };
    const figures = { count: 0, broken: 0, written: 0 };
    const faults: unknown[] = [];
    const unlisted = new Set<InfrastructureKind>();
    /** Deleted and new destinations. */
    const moved: string[] = [];
    /** Null: the kind was not read. */
    const take = async <T extends Reading | null>(kind: InfrastructureKind, read: () => Promise<T>): Promise<void> => {
      const reading = await read();
      if (reading === null) {
        unlisted.add(kind);
        return;
      }
      figures.count += reading.rows.length;
      figures.broken += reading.broken;
      const done = await writeKind(kind, reading);
      figures.written += done.written;
      if (kind === 'DESTINATION') moved.push(...done.moved);
    };
    const required = async <T>(
      kind: InfrastructureKind,
      read: () => Promise<StorwareWhole<T>>,
      row: (item: T) => InfrastructureRow,
    ): Promise<T[] | null> => {
      try {
        const listed = await read();
        await take(kind, () => Promise.resolve(whole(listed, row)));
        return listed.items;
      } catch (error) {
        if (signal?.aborted || !isAppError(error)) throw error;
        faults.push(error);
        return null;
      }
    };
    // Projects and destinations first: assignment and backups of machines need them.
    await take('PROJECT', () =>
      ifOffered(async () =>
        whole(await listAllProjectsUnscoped(call), (project) =>
          infrastructureRow('PROJECT', project.guid, project.uuid, project.name, project),
        ),
      ),
    );
    await required(
      'DESTINATION',
      () => listAllDestinationsUnscoped(call),
      (destination) => infrastructureRow('DESTINATION', destination.guid, null, destination.name, destination),
    );
    const before = faults.length;
    // The name of a manager is its address and that of a hypervisor its host: both stay in `data`, for the provider.
    const managers = await required(
      'MANAGER',
      () => listAllManagersUnscoped({}, call),
      (manager) => infrastructureRow('MANAGER', manager.guid, null, manager.type ?? 'Manager', manager),
    );
    const hypervisors = await required(
      'HYPERVISOR',
      () => listAllHypervisorsUnscoped({}, call),
      (hypervisor) =>
        infrastructureRow('HYPERVISOR', hypervisor.guid, null, hypervisor.type ?? 'Hypervisor', hypervisor),
    );
    // One of the two is enough (guide), if the other is refused rather than unreachable.
    if (faults.length === before + 1 && isRefusal(faults.at(-1))) faults.pop();
    await take('NODE', () =>
      ifOffered(async () =>
        list(await listAllNodesUnscoped({}, call), (node) =>
          infrastructureRow('NODE', node.guid, null, node.name, node),
        ),
      ),
    );
    await take('CLUSTER', () =>
      ifOffered(async () =>
        list(await listClustersUnscoped(undefined, call), (cluster) =>
          infrastructureRow('CLUSTER', cluster.guid, cluster.uuid, cluster.name, cluster),
        ),
      ),
    );
    const standAlone = hypervisors?.filter(({ manager }) => manager === null);
    await take('STORAGE', () =>
      ifOffered(async () => {
        const listed = await listStoragesUnscoped({}, call);
        if (!standAlone) return null;
        const hosts = await hostsOfStorages(standAlone, call);
        return list(listed, (storage) =>
          infrastructureRow('STORAGE', storage.guid, storage.uuid, storage.name, {
            ...storage,
            hypervisorGuids: hosts.get(storage.guid) ?? [],
          }),
        );
      }),
    );
    await take('NETWORK', () =>
      ofManagers(managers, async (guid) =>
        list(await listNetworksUnscoped(guid, call), (network) =>
          infrastructureRow('NETWORK', network.guid, network.uuid, network.name, { ...network, managerGuid: guid }),
        ),
      ),
    );
    await take('FLAVOR', () =>
      ofManagers(managers, async (guid) =>
        list(await listFlavorsUnscoped(guid, call), (flavor) =>
          infrastructureRow('FLAVOR', flavor.guid, flavor.uuid, flavor.name, { ...flavor, managerGuid: guid }),
        ),
      ),
    );
    figures.written += await writeNamedByMachines(unlisted, signal);
    await settleDestinations(moved, signal);
    if (faults.length > 0) throw faults[0];
    return figures;
  });
}

/** Whether a server answered with a refusal, to this account or to all. */
function isRefusal(error: unknown): boolean {
  return (
    isAppError(error) &&
    (error.code === 'upstream_rejected' || error.code === 'upstream_contract' || error.meta?.['status'] === 403)
  );
}

/**
 * Adds those projects, clusters, networks and flavors that the server does not list but that its machines name. A
 * record from a list has more data and stays.
 */
async function writeNamedByMachines(
  unlisted: ReadonlySet<InfrastructureKind>,
  signal: AbortSignal | undefined,
): Promise<number> {
  const kinds = (['PROJECT', 'CLUSTER', 'NETWORK', 'FLAVOR'] as const).filter((kind) => unlisted.has(kind));
  if (kinds.length === 0) return 0;
  const named = new Map<string, InfrastructureRow>();
  for (const { project, cluster, networks, flavor, manager } of (await listAllMachinesUnscoped({ signal })).items) {
    const references = {
      PROJECT: project ? [project] : [],
      CLUSTER: cluster ? [cluster] : [],
      NETWORK: networks,
      FLAVOR: flavor ? [flavor] : [],
    };
    for (const kind of kinds) {
      for (const { guid, name } of references[kind])
        named.set(
          `${kind} ${guid}`,
          infrastructureRow(kind, guid, null, name ?? guid, { guid, manager, managerGuid: manager?.guid ?? null }),
        );
    }
  }
  const rows = [...named.values()];
  const { count } = await db().mirrorInfrastructure.createMany({ data: rows, skipDuplicates: true });
  return count;
}

/**
 * The stand-alone hypervisors of each storage: records need not name them, so storages are read for each hypervisor. If
 * a server ignores the filter nothing is known, and nobody is entitled to them by it.
 */
async function hostsOfStorages(
  hypervisors: readonly { guid: string }[],
  call: { signal: AbortSignal | undefined },
): Promise<Map<string, string[]>> {
  const hosts = new Map<string, string[]>();
  const isFilterSupported = hypervisors.length > 0 && (await storagesAt('no-such-hypervisor', call)).length === 0;
  if (!isFilterSupported) return hosts;
  for (const { guid } of hypervisors.toSorted((a, b) => a.guid.localeCompare(b.guid))) {
    for (const storage of await storagesAt(guid, call)) hosts.set(storage, [...(hosts.get(storage) ?? []), guid]);
  }
  return hosts;
}

/** Those that belong to a cluster or manager do not belong to a stand-alone hypervisor. */
async function storagesAt(hypervisorGuid: string, call: { signal: AbortSignal | undefined }): Promise<string[]> {
  const list = await ifOffered(() => listStoragesUnscoped({ hypervisorGuid }, call));
  return (
    list?.items.filter(({ clusters, manager }) => clusters.length === 0 && manager === null).map(({ guid }) => guid) ??
    []
  );
}

function whole<T>({ items, broken, complete }: StorwareWhole<T>, row: (item: T) => InfrastructureRow): Reading {
  return { rows: items.map(row), broken, complete };
}

function list<T>({ items, broken }: StorwareList<T>, row: (item: T) => InfrastructureRow): Reading {
  return { rows: items.map(row), broken, complete: broken === 0 };
}

/**
 * Networks and flavors are listed for one manager at a time. Null when they were listed for none; a manager without any
 * is not an error.
 */
async function ofManagers(
  managers: readonly { guid: string }[] | null,
  read: (guid: string) => Promise<Reading>,
): Promise<Reading | null> {
  if (managers === null) return null;
  const all: Reading = { rows: [], broken: 0, complete: true };
  const seen = new Set<string>();
  let listed = 0;
  for (const { guid } of managers) {
    const reading = await ifOffered(() => read(guid));
    if (reading) listed += 1;
    all.rows.push(...(reading?.rows.filter((row) => !seen.has(row.guid) && seen.add(row.guid)) ?? []));
    all.broken += reading?.broken ?? 0;
    all.complete &&= reading?.complete ?? false;
  }
  return listed > 0 || managers.length === 0 ? all : null;
}

/** `moved`: guids that were deleted or are new. */
async function writeKind(
  kind: InfrastructureKind,
  { rows: listed, complete }: Reading,
): Promise<{ written: number; moved: string[] }> {
  // One statement can't write a row twice; plain lists may name one twice.
  const rows = [...new Map(listed.map((row) => [row.guid, row])).values()];
  return mirrorTransaction(async (tx) => {
    const stored = new Map(
      (await tx.mirrorInfrastructure.findMany({ where: { kind }, select: { guid: true, contentHash: true } })).map(
        (row) => [row.guid, row.contentHash],
      ),
    );
    const changed = rows.filter((row) => stored.get(row.guid) !== row.contentHash);
    const named = new Set(rows.map(({ guid }) => guid));
    const gone = complete ? [...stored.keys()].filter((guid) => !named.has(guid)) : [];
    for (const guids of inChunks(gone, chunkSize))
      await tx.mirrorInfrastructure.deleteMany({ where: { kind, guid: { in: guids } } });
    for (const some of inChunks(changed, chunkSize)) {
      await tx.$executeRaw`
        INSERT INTO "MirrorInfrastructure" (kind, guid, uuid, name, data, "contentHash")
        SELECT * FROM jsonb_to_recordset(${storableJson(some)}::jsonb) AS r(kind text, guid text, uuid text, name text, data jsonb, "contentHash" text)
        ON CONFLICT (kind, guid) DO UPDATE SET uuid = EXCLUDED.uuid, name = EXCLUDED.name, data = EXCLUDED.data, "contentHash" = EXCLUDED."contentHash"`;
    }
    return {
      written: changed.length + gone.length,
      moved: [...gone, ...rows.filter(({ guid }) => !stored.has(guid)).map(({ guid }) => guid)],
    };
  });
}

type InfrastructureRow = {
  kind: InfrastructureKind;
  guid: string;
  uuid: string | null;
  name: string;
  data: object;
  contentHash: string;
};

/** A piece of infrastructure as a row. `name` may be shown to a tenant that is entitled to it; `data` (addresses, hosts, sizes) may not. */
function infrastructureRow(
  kind: InfrastructureKind,
  guid: string,
  uuid: string | null,
  name: string,
  data: object,
): InfrastructureRow {
  const row = { kind, guid, uuid, name: nameOrStandIn(name, uuid ?? guid), data };
  return { ...row, contentHash: contentHash(row) };
}
