import type { FieldFault } from '@/lib/contracts/problem';
import type { RestoreBody } from '@/lib/contracts/restore';
import { fieldFault } from '@/lib/core/say';
import type { TextCode } from '@/lib/core/say';
import type { EntitledPlace, EntitledPlaces } from '@/lib/portal/scope/entitled-places';
import type { OwnedMachine } from '@/lib/portal/scope/owned-objects';
import { importFields, needsOf, usualTarget } from './platform-needs';
import type { PlatformNeeds } from './platform-needs';
import { choicesAt, isWithin } from './target-choices';
import type { At, ClusterPlace, TargetChoices, TargetPlace } from './target-choices';

/** The target of an import, with everything that its platform requires. */
export type ChosenImport = {
  readonly mode: 'IMPORT';
  readonly needs: PlatformNeeds;
  readonly target: TargetPlace;
  readonly cluster: ClusterPlace | null;
  readonly storage: EntitledPlace<'STORAGE'> | null;
  readonly project: EntitledPlace<'PROJECT'> | null;
  readonly dataCenter: string | null;
  readonly flavor: EntitledPlace<'FLAVOR'> | null;
  readonly diskAllocation: 'PREALLOCATED' | 'SPARSE' | null;
  readonly powerOn: boolean | null;
  readonly name: string;
  readonly overwrite: boolean;
};

/**
 * Validates the target of an import whose ids are known to exist. Adds an error for each missing or unsuitable field;
 * null when no target was chosen.
 */
export function chooseImport(
  { places, machine }: { places: EntitledPlaces; machine: OwnedMachine },
  body: RestoreBody,
  faults: FieldFault[],
): ChosenImport | null {
  const { platform } = machine.row;
  const fault = (path: string, code: TextCode): void => void faults.push(fieldFault(path, code));
  const target = targetOf(places, body);
  if (!target) {
    fault(usualTarget(platform) === 'MANAGER' ? 'hypervisorManager' : 'hypervisor', 'field.chooseTarget');
    return null;
  }
  if (body.hypervisorManager !== undefined && body.hypervisor !== undefined)
    fault('hypervisor', 'field.managerOrHypervisor');
  const needs = needsOf(platform, target.kind);
  const allowed = importFields(needs);
  for (const name of Object.keys(body)) if (!allowed.has(name)) fault(name, 'field.notUsedForPlatform');
  const choices = choicesAt(places, needs, target);
  const chosen = new Set([target.guid, ...(body.cluster === undefined ? [] : [body.cluster])]);
  const pick = <T extends EntitledPlace>(
    path: string,
    among: readonly At<T>[],
    guid: string | undefined,
    isRequired: boolean,
  ): T | null => {
    if (guid === undefined) {
      if (isRequired) fault(path, among.length === 0 ? 'field.missingNothingOpen' : 'field.missing');
      return null;
    }
    const found = among.find(({ place }) => place.guid === guid);
    if (found && isWithin(found, chosen)) return found.place;
    if (allowed.has(path.split('.')[0] ?? path)) fault(path, 'field.notAtTarget');
    return null;
  };
  const cluster = pick('cluster', choices.clusters, body.cluster, needs.cluster === 'required');
  const storage = pick('storage', choices.storages, body.storage, false);
  checkStorage(body, needs, choices, fault);
  for (const [index, disk] of (body.disks ?? []).entries()) {
    if (body.disks?.findIndex(({ file }) => file === disk.file) !== index)
      fault(`disks.${index}.file`, 'field.namedTwice');
  }
  for (const [index, { card, network }] of (body.networks ?? []).entries()) {
    pick(`networks.${index}.network`, choices.networks, network, false);
    if (body.networks?.findIndex((one) => one.card === card) !== index)
      fault(`networks.${index}.card`, 'field.namedTwice');
  }
  if (needs.diskAllocation === 'required' && body.diskAllocation === undefined)
    fault('diskAllocation', 'field.missing');
  return {
    mode: 'IMPORT',
    needs,
    target,
    cluster,
    storage,
    project: pick('project', choices.projects, body.project, needs.project === 'required'),
    dataCenter: dataCenterOf(body, needs, choices, chosen, fault),
    flavor: pick('flavor', choices.flavors, body.flavor, false),
    diskAllocation: body.diskAllocation ?? null,
    powerOn: body.powerOn ?? null,
    name: body.name ?? machine.row.name,
    overwrite: body.overwrite ?? false,
  };
}

function targetOf(places: EntitledPlaces, body: RestoreBody): TargetPlace | undefined {
  if (body.hypervisorManager !== undefined) return places.find('MANAGER', body.hypervisorManager);
  return body.hypervisor === undefined ? undefined : places.find('HYPERVISOR', body.hypervisor);
}

function checkStorage(
  body: RestoreBody,
  needs: PlatformNeeds,
  { storages }: TargetChoices,
  fault: (path: string, code: TextCode) => void,
): void {
  const namesDisks = body.disks?.some(({ storage }) => storage !== undefined) === true;
  if (body.originalStorage === true && (body.storage !== undefined || namesDisks))
    fault('originalStorage', 'field.originalOrOther');
  if (needs.storage !== 'required' || body.storage !== undefined || namesDisks) return;
  fault('storage', storages.length === 0 ? 'field.missingNothingOpen' : 'field.missingStorage');
}

function dataCenterOf(
  body: RestoreBody,
  needs: PlatformNeeds,
  { dataCenters }: TargetChoices,
  chosen: ReadonlySet<string>,
  fault: (path: string, code: TextCode) => void,
): string | null {
  if (needs.dataCenter === 'none') return null;
  if (body.dataCenter === undefined) {
    if (needs.dataCenter === 'required') fault('dataCenter', 'field.missing');
    return null;
  }
  const found = dataCenters.find(({ name }) => name === body.dataCenter);
  if (!found || !isWithin(found, chosen)) fault('dataCenter', 'field.notAtTarget');
  return body.dataCenter;
}
