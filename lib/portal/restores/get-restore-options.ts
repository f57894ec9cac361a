import 'server-only';
import * as z from 'zod';
import { platformName } from '@/lib/contracts/machine';
import type { FieldFault } from '@/lib/contracts/problem';
import type { RestoreBody, RestoreField, RestoreOptions } from '@/lib/contracts/restore';
import type { ServerText } from '@/lib/contracts/server-text';
import { asField, givenText, nameOr, say } from '@/lib/core/say';
import type { GivenText } from '@/lib/core/say';
import { StoredLocation } from '@/lib/mirror/stored-json';
import { unofferedCapabilities } from '@/lib/mirror/storware-memory';
import { entitledPlaces } from '@/lib/portal/scope/entitled-places';
import type { EntitledPlace } from '@/lib/portal/scope/entitled-places';
import { requireRecoveryPoint } from '@/lib/portal/scope/owned-objects';
import type { BackupRow } from '@/lib/portal/scope/owned-objects';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { findRestorePoint } from '@/lib/storware/authorized/restore-choices';
import type { RestorePoint } from '@/lib/storware/authorized/restore-choices';
import { checkChain, checkPoint } from './check-name';
import { chooseImport } from './choose-import';
import type { ChosenImport } from './choose-import';
import { defaultPath } from './choose-places';
import { importForm } from './import-form';
import type { FormInput } from './import-form';
import { findNamesakes } from './name-conflicts';
import { choicesAt, isWithin, offeredTargets } from './target-choices';
import type { At, TargetPlace } from './target-choices';
import { canKeepStorages, originalOf } from './plan-restore';
import { needsOf } from './platform-needs';

/** What this tenant may choose for a recovery point, and why other options are not available. Throws AppError `upstream_*` when Storware can't be reached. */
export async function getRestoreOptions(scope: TenantScope, guid: string): Promise<RestoreOptions> {
  const { backup, machine } = await requireRecoveryPoint(scope, guid);
  const { row } = machine;
  const [places, point] = await Promise.all([entitledPlaces(scope.tenant.id), findRestorePoint(machine.handle, guid)]);
  const unoffered = await unofferedCapabilities();
  const obstacle = obstacleOf(point);
  const targets = point ? offeredTargets(places, point.targets) : [];
  const nodes = point
    ? places.all('NODE').filter((place) => point.nodes?.some((node) => node.guid === place.guid))
    : [];
  const [first] = targets;
  const input: FormInput | null =
    point && first ? { places, machine, point, targets, needs: needsOf(row.platform, first.kind), unoffered } : null;
  const form = input ? importForm(input) : [];
  const noImport = obstacle ?? noImportReason(form, row.platform);
  const noFiles =
    obstacle ??
    unoffered.get('restore-to-node') ??
    unoffered.get('nodes') ??
    noFilesReason(places.all('NODE').length, nodes.length);
  const imported = input && noImport === null ? await importDefaults(scope, input) : null;
  const path = defaultPath(scope, machine);
  return {
    recoveryPoint: { guid, name: backup.startedAt.toISOString() },
    machine: { guid: row.guid, name: row.name },
    platform: row.platform,
    modes: [
      { name: 'IMPORT', allowed: noImport === null, ...asField('reason', noImport) },
      { name: 'FILE_SYSTEM', allowed: noFiles === null, ...asField('reason', noFiles) },
    ],
    fields: [copyField(backup), ...form, ...(noFiles === null ? nodeFields(nodes, path) : [])],
    defaults: imported ?? filesDefault(guid, noFiles === null ? nodes[0] : undefined, path),
  };
}

function obstacleOf(point: RestorePoint | null): GivenText | null {
  const checks = point ? [checkPoint(point, null), checkChain(point)] : [checkPoint(null, null)];
  const blocked = checks.find(({ state }) => state === 'BLOCKED');
  return blocked ? givenText(blocked.message, blocked.messageRef) : null;
}

function noImportReason(form: readonly RestoreField[], platform: string): GivenText | null {
  if (form.length === 0) return say('restore.form.noPlace', { platform: platformName(platform) });
  const empty = form.find(({ required, choices }) => required && choices.length === 0);
  return empty ? givenText(empty.reason, empty.reasonRef) : null;
}

function noFilesReason(listed: number, able: number): ServerText | null {
  if (listed === 0) return say('restore.form.noNodes');
  return able === 0 ? say('restore.form.noAbleNode') : null;
}

function copyField(backup: BackupRow): RestoreField {
  const copies = z
    .array(StoredLocation)
    .parse(backup.locations)
    .filter(({ status, destinationGuid }) => status === 'PRESENT' && destinationGuid !== null);
  return {
    name: 'copy',
    ...asField('label', say('restore.form.label.copy')),
    kind: 'CHOICE',
    modes: ['IMPORT', 'FILE_SYSTEM'],
    required: false,
    choices: copies.map((copy) => ({
      guid: copy.destinationGuid ?? '',
      ...asField('name', nameOr(copy.destinationName, say('unnamed.destination'))),
      within: [],
      ...asField('detail', say('restore.form.role', { role: copy.role, word: copy.role.toLowerCase() })),
      freeBytes: null,
    })),
    items: [],
    ...asField('reason', say(copies.length === 0 ? 'restore.form.noCopy' : 'restore.form.primaryCopy')),
  };
}

function nodeFields(nodes: readonly EntitledPlace<'NODE'>[], path: string): RestoreField[] {
  const common = { modes: ['FILE_SYSTEM' as const], items: [] };
  const choices = nodes.map(({ guid, name }) => ({ guid, name, within: [], detail: null, freeBytes: null }));
  return [
    {
      ...common,
      name: 'node',
      ...asField('label', say('restore.form.label.node')),
      kind: 'CHOICE',
      required: true,
      choices,
      reason: null,
    },
    {
      ...common,
      name: 'path',
      ...asField('label', say('restore.form.label.path')),
      kind: 'TEXT',
      required: false,
      choices: [],
      ...asField('reason', say('restore.form.pathDefault', { path })),
    },
  ];
}

function filesDefault(
  recoveryPoint: string,
  node: EntitledPlace<'NODE'> | undefined,
  path: string,
): RestoreBody | null {
  return node ? { recoveryPoint, mode: 'FILE_SYSTEM', node: node.guid, path } : null;
}

const maxNames = 20;

/** A valid import request as close to the machine's original place as the tenant may go; null when there is none. */
async function importDefaults(scope: TenantScope, input: FormInput): Promise<RestoreBody | null> {
  const { machine, targets } = input;
  const own = new Set([machine.row.managerGuid, machine.row.hypervisorGuid]);
  for (const target of [...targets].sort((a, b) => Number(own.has(b.guid)) - Number(own.has(a.guid)))) {
    const body = bodyAt(input, target);
    const faults: FieldFault[] = [];
    const where = chooseImport(input, body, faults);
    if (where && faults.length === 0) return { ...body, name: await freeName(scope, where) };
  }
  return null;
}

function bodyAt({ places, machine, point, needs }: FormInput, target: TargetPlace): RestoreBody {
  const { row } = machine;
  const choices = choicesAt(places, needs, target);
  const chosen = new Set([target.guid]);
  const cluster = prefer(choices.clusters, row.clusterGuid, chosen);
  if (cluster) chosen.add(cluster.guid);
  const project = prefer(choices.projects, row.projectGuid, chosen);
  const centre = choices.dataCenters.find((one) => isWithin(one, chosen));
  const keeps = canKeepStorages(needs, point.files);
  const originals = (point.files ?? []).map((file) => originalOf(file, places)?.guid);
  const storage = needs.storage === 'none' || keeps ? undefined : mostFreeSpace(choices.storages, originals, chosen);
  return {
    recoveryPoint: point.backup.guid,
    mode: 'IMPORT',
    ...(target.kind === 'MANAGER' ? { hypervisorManager: target.guid } : { hypervisor: target.guid }),
    ...(needs.project !== 'none' && project ? { project: project.guid } : {}),
    ...(needs.cluster !== 'none' && cluster ? { cluster: cluster.guid } : {}),
    ...(needs.dataCenter !== 'none' && centre ? { dataCenter: centre.name } : {}),
    ...(storage ? { storage: storage.guid } : {}),
    ...(needs.storage !== 'none' && keeps ? { originalStorage: true } : {}),
    ...(needs.diskAllocation === 'required' ? { diskAllocation: 'SPARSE' as const } : {}),
  };
}

/** The original place if it can be chosen, else the first one. */
function prefer<T extends EntitledPlace>(
  among: readonly At<T>[],
  own: string | null,
  chosen: ReadonlySet<string>,
): T | undefined {
  const open = among.filter((one) => isWithin(one, chosen)).map(({ place }) => place);
  return open.find(({ guid }) => guid === own) ?? open[0];
}

/** The storage that held most of the disks if it can be chosen, else the one with most free space. */
function mostFreeSpace(
  among: readonly At<EntitledPlace<'STORAGE'>>[],
  originals: readonly (string | undefined)[],
  chosen: ReadonlySet<string>,
): EntitledPlace<'STORAGE'> | undefined {
  const open = among.filter((one) => isWithin(one, chosen)).map(({ place }) => place);
  const held = ({ guid }: EntitledPlace): number => originals.filter((original) => original === guid).length;
  return open.toSorted((a, b) => held(b) - held(a) || (b.facts.freeBytes ?? 0) - (a.facts.freeBytes ?? 0))[0];
}

/** The original name, with a suffix while the tenant has a machine of that name there. Machines of other tenants are ignored. */
async function freeName(scope: TenantScope, where: ChosenImport): Promise<string> {
  const base = where.name.slice(0, 240);
  for (let number = 0; number < maxNames; number += 1) {
    const name = number === 0 ? where.name : number === 1 ? `${base}-restored` : `${base}-restored-${number}`;
    const { own, isPendingCreation } = await findNamesakes(scope, { ...where, name, overwrite: false }, new Date(0));
    if (own.length === 0 && !isPendingCreation) return name;
  }
  return `${base}-${Date.now().toString(36)}`;
}
