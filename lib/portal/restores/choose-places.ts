import 'server-only';
import * as z from 'zod';
import type { RestoreBody } from '@/lib/contracts/restore';
import type { FieldFault } from '@/lib/contracts/problem';
import { AppError } from '@/lib/core/app-error';
import { fieldFault } from '@/lib/core/say';
import { StoredLocation } from '@/lib/mirror/stored-json';
import type { EntitledPlace, EntitledPlaces } from '@/lib/portal/scope/entitled-places';
import { ownedGuids } from '@/lib/portal/scope/owned-objects';
import type { BackupRow, OwnedMachine } from '@/lib/portal/scope/owned-objects';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { chooseImport } from './choose-import';
import type { ChosenImport } from './choose-import';
import { fileSystemFields } from './platform-needs';

type Storage = EntitledPlace<'STORAGE'>;

/** The copy, disks and networks of a request, resolved to objects that the tenant may use. */
export type NamedParts = {
  readonly copy: StoredLocation | null;
  readonly disks: readonly { file: string; storage: Storage | null; excluded: boolean }[] | null;
  readonly networks: readonly { card: string; network: EntitledPlace<'NETWORK'> }[] | null;
};
export type ChosenNode = { readonly mode: 'FILE_SYSTEM'; readonly node: EntitledPlace<'NODE'>; readonly path: string };
/** A valid request: all its ids exist for this tenant and fit together. Disk files and network cards are checked later. */
export type Chosen = { readonly parts: NamedParts; readonly where: ChosenImport | ChosenNode };

export type ChoiceContext = {
  readonly scope: TenantScope;
  readonly places: EntitledPlaces;
  readonly machine: OwnedMachine;
  readonly backup: BackupRow;
};

/**
 * Validates a request without calling Storware. First throws `not_found` if any id does not exist or the tenant may not
 * use it; then `validation_failed` with one error for each missing or unsuitable field.
 */
export async function choosePlaces(context: ChoiceContext, body: RestoreBody): Promise<Chosen> {
  const parts = await requireAll(context, body);
  const faults: FieldFault[] = [];
  const where = body.mode === 'FILE_SYSTEM' ? chooseNode(context, body, faults) : chooseImport(context, body, faults);
  if (faults.length > 0 || where === null) throw new AppError('validation_failed', { errors: faults });
  return { parts, where };
}

/** Checks every id, even in unused fields, so that no field reveals whether another tenant's object exists. */
async function requireAll({ scope, places, backup }: ChoiceContext, body: RestoreBody): Promise<NamedParts> {
  const demand = <K extends Parameters<EntitledPlaces['find']>[0]>(kind: K, guid: string): EntitledPlace<K> => {
    const place = places.find(kind, guid);
    if (!place) throw new AppError('not_found', { meta: { kind, guid, reason: 'not entitled or not known' } });
    return place;
  };
  const single = {
    MANAGER: body.hypervisorManager,
    HYPERVISOR: body.hypervisor,
    STORAGE: body.storage,
    PROJECT: body.project,
    FLAVOR: body.flavor,
    NODE: body.node,
  } as const;
  for (const kind of ['MANAGER', 'HYPERVISOR', 'STORAGE', 'PROJECT', 'FLAVOR', 'NODE'] as const) {
    const guid = single[kind];
    if (guid !== undefined) demand(kind, guid);
  }
  if (body.cluster !== undefined && !places.find('HYPERVISOR', body.cluster)) demand('CLUSTER', body.cluster);
  if (body.dataCenter !== undefined && !isDataCenter(places, body.dataCenter))
    throw new AppError('not_found', { meta: { kind: 'data centre', reason: 'not at an entitled place' } });
  const machines = body.overwriteMachines ?? [];
  if ((await ownedGuids(scope, machines)).size !== new Set(machines).size)
    throw new AppError('not_found', { meta: { kind: 'machine', reason: 'to be overwritten, not owned' } });
  return {
    copy: body.copy === undefined ? null : requireCopy(backup, body.copy),
    disks:
      body.disks?.map(({ file, storage, excluded }) => ({
        file,
        storage: storage === undefined ? null : demand('STORAGE', storage),
        excluded: excluded ?? false,
      })) ?? null,
    networks: body.networks?.map(({ card, network }) => ({ card, network: demand('NETWORK', network) })) ?? null,
  };
}

function isDataCenter(places: EntitledPlaces, name: string): boolean {
  return (
    places.all('CLUSTER').some(({ dataCenters }) => dataCenters.includes(name)) ||
    places.all('HYPERVISOR').some(({ facts }) => facts.dataCenter === name)
  );
}

/** Finds the copy of this point at a backup destination; a present copy is preferred to a removed one. */
function requireCopy(backup: BackupRow, destination: string): StoredLocation {
  const copies = z
    .array(StoredLocation)
    .parse(backup.locations)
    .filter(({ destinationGuid }) => destinationGuid === destination);
  const copy = copies.find(({ status }) => status === 'PRESENT') ?? copies[0];
  if (!copy) throw new AppError('not_found', { meta: { kind: 'copy', reason: 'no copy of this point there' } });
  return copy;
}

function chooseNode(
  { places, scope, machine }: ChoiceContext,
  body: RestoreBody,
  faults: FieldFault[],
): ChosenNode | null {
  for (const name of Object.keys(body)) {
    if (!fileSystemFields.has(name)) faults.push(fieldFault(name, 'field.notUsedForFiles'));
  }
  const node = body.node === undefined ? undefined : places.find('NODE', body.node);
  if (!node) {
    faults.push(fieldFault('node', 'field.chooseNode'));
    return null;
  }
  return { mode: 'FILE_SYSTEM', node, path: body.path ?? defaultPath(scope, machine) };
}

/** A folder of this tenant, so that restores of two tenants never share one. */
export function defaultPath({ tenant }: TenantScope, { row }: OwnedMachine): string {
  return `/vprotect_data/${tenant.slug}/${row.name.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^\.+/, '') || row.guid}`;
}
