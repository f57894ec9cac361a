import 'server-only';
import * as z from 'zod';
import { platformName } from '@/lib/contracts/platform-name';
import type { RestoreBody, RestoreField, RestoreOptions } from '@/lib/contracts/restore';
import { unofferedCapabilities } from '@/lib/mirror/storware-memory';
import { StoredLocation } from '@/lib/mirror/stored-json';
import { entitledPlaces } from '@/lib/portal/scope/entitled-places';
import type { EntitledPlace } from '@/lib/portal/scope/entitled-places';
import { requireRecoveryPoint } from '@/lib/portal/scope/owned-recovery-point';
import type { BackupRow } from '@/lib/portal/scope/owned-recovery-point';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { findRestorePoint } from '@/lib/storware/authorized/restore-choices';
import type { RestorePoint } from '@/lib/storware/authorized/restore-choices';
import { checkChain, checkPoint } from './check-point';
import { defaultPath } from './choose-places';
import { importForm } from './import-form';
import type { FormInput } from './import-form';
import { offeredTargets } from './offered-targets';
import { needsOf } from './platform-needs';
import { importDefaults } from './restore-defaults';

/** What this tenant may choose for a recovery point, and why the rest is not open. Storware is asked; throws AppError `upstream_*` when it can't be. */
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
      { name: 'IMPORT', allowed: noImport === null, reason: noImport },
      { name: 'FILE_SYSTEM', allowed: noFiles === null, reason: noFiles },
    ],
    fields: [copyField(backup), ...form, ...(noFiles === null ? nodeFields(nodes, path) : [])],
    defaults: imported ?? filesDefault(guid, noFiles === null ? nodes[0] : undefined, path),
  };
}

function obstacleOf(point: RestorePoint | null): string | null {
  const checks = point ? [checkPoint(point, null), checkChain(point)] : [checkPoint(null, null)];
  return checks.find(({ state }) => state === 'BLOCKED')?.message ?? null;
}

function noImportReason(form: readonly RestoreField[], platform: string): string | null {
  if (form.length === 0)
    return `There is no place on ${platformName(platform)} that you may restore to. Ask your provider for one.`;
  return form.find(({ required, choices }) => required && choices.length === 0)?.reason ?? null;
}

function noFilesReason(listed: number, able: number): string | null {
  if (listed === 0) return 'Your provider does not offer restores to the file system of a node.';
  return able === 0 ? 'No node that you may use can read this recovery point.' : null;
}

function copyField(backup: BackupRow): RestoreField {
  const copies = z
    .array(StoredLocation)
    .parse(backup.locations)
    .filter(({ status, destinationGuid }) => status === 'PRESENT' && destinationGuid !== null);
  return {
    name: 'copy',
    label: 'Copy',
    kind: 'CHOICE',
    modes: ['IMPORT', 'FILE_SYSTEM'],
    required: false,
    choices: copies.map((copy) => ({
      guid: copy.destinationGuid ?? '',
      name: copy.destinationName ?? 'Unnamed destination',
      within: [],
      detail: copy.role.toLowerCase(),
      freeBytes: null,
    })),
    items: [],
    reason:
      copies.length === 0
        ? 'No copy of this recovery point is present.'
        : 'The primary copy, unless another one is chosen.',
  };
}

function nodeFields(nodes: readonly EntitledPlace<'NODE'>[], path: string): RestoreField[] {
  const common = { modes: ['FILE_SYSTEM' as const], items: [] };
  const choices = nodes.map(({ guid, name }) => ({ guid, name, within: [], detail: null, freeBytes: null }));
  return [
    { ...common, name: 'node', label: 'Node', kind: 'CHOICE', required: true, choices, reason: null },
    {
      ...common,
      name: 'path',
      label: 'Folder',
      kind: 'TEXT',
      required: false,
      choices: [],
      reason: `Without one the files go to ${path}.`,
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
