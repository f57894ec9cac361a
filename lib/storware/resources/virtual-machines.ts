import { ifOffered } from '@/lib/storware/capability/unavailable';
import { clientOf } from '@/lib/storware/call-options';
import type { CallOptions } from '@/lib/storware/call-options';
import type { StorwareDisk } from '@/lib/storware/model/disk';
import type { IncrementalBlock } from '@/lib/storware/model/incremental-block';
import type { StorwareList, StorwarePage, StorwareWhole } from '@/lib/storware/model/listing';
import type { StorwareMachine, StorwareMachineDetail } from '@/lib/storware/model/machine';
import { parseList } from '@/lib/storware/wire/parse-list';
import { WireDisk, WireIncrementalBlock, WireMachine, WireMachineDetail } from '@/lib/storware/wire/wire-machine';
import { fetchList, fetchPages, fetchWhole, keeping } from './fetch-list';
import { findOne } from './fetch-one';

const listRoute = { template: '/virtual-machines' };

/** Every machine of the inventory, gone ones included, page by page (STORWARE_API.md 3.1). */
export function machinePages(call?: CallOptions): AsyncGenerator<StorwarePage<StorwareMachine>, void, undefined> {
  return fetchPages(clientOf(call), WireMachine, listRoute, call?.signal);
}

/** Every machine of the inventory, gone ones included (3.1). */
export function listMachines(call?: CallOptions): Promise<StorwareWhole<StorwareMachine>> {
  return fetchWhole(clientOf(call), WireMachine, listRoute, call?.signal);
}

/** One machine with its details; null for an unknown guid (3.2). */
export function findMachine(guid: string, call?: CallOptions): Promise<StorwareMachineDetail | null> {
  return findOne(
    clientOf(call),
    WireMachineDetail,
    { template: '/virtual-machines/{guid}', params: { guid } },
    call?.signal,
  );
}

/** The machine that the platform knows by this id; compared again, since an ignored filter answers the whole inventory (13.52). */
export async function findMachineByUuid(uuid: string, call?: CallOptions): Promise<StorwareMachine | null> {
  const list = await fetchList(clientOf(call), WireMachine, { ...listRoute, query: { uuid } }, call?.signal);
  return list.items.find((machine) => machine.uuid === uuid) ?? null;
}

/** The disks of a machine (3.3). One that names another machine is dropped. */
export async function listDisks(machineGuid: string, call?: CallOptions): Promise<StorwareList<StorwareDisk>> {
  const list = await fetchList(
    clientOf(call),
    WireDisk,
    { template: '/virtual-machine-disks', query: { 'virtual-machine': machineGuid } },
    call?.signal,
  );
  return keeping(list, (disk: StorwareDisk) => disk.machineGuid === machineGuid);
}

/**
 * Those of the machines that can't do an incremental backup now, with the reasons. Null when the server does
 * not know the question: then offer it, and say that it may become a full one (3.3, 13.39).
 */
export async function findIncrementalBlocks(
  machineGuids: readonly string[],
  call?: CallOptions,
): Promise<IncrementalBlock[] | null> {
  const client = clientOf(call);
  const entities = machineGuids.map((guid) => ({ guid }));
  const asked = new Set(machineGuids);
  return ifOffered(async () => {
    const answer = await client.read(
      { method: 'POST', template: '/virtual-machines/incremental-not-possible', body: { entities } },
      { signal: call?.signal },
    );
    return answer
      .understand((body) => parseList(WireIncrementalBlock, body ?? [], client.log))
      .items.filter((block) => asked.has(block.machineGuid));
  });
}
