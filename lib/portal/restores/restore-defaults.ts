import 'server-only';
import type { FieldFault } from '@/lib/contracts/problem';
import type { RestoreBody } from '@/lib/contracts/restore';
import type { EntitledPlace } from '@/lib/portal/scope/entitled-places';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { chooseImport } from './choose-import';
import type { ChosenImport } from './choose-import';
import type { FormInput } from './import-form';
import { findNamesakes } from './namesakes';
import { canKeepStorages, originalOf } from './plan-disks';
import { choicesAt, isWithin } from './target-choices';
import type { At, TargetPlace } from './target-choices';

const maxNames = 20;

/** A body for an import that would work, as near to where the machine was as the tenant may go; null when there is none. */
export async function importDefaults(scope: TenantScope, input: FormInput): Promise<RestoreBody | null> {
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
  const storage = needs.storage === 'none' || keeps ? undefined : roomiest(choices.storages, originals, chosen);
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

/** The machine's own, if it is open; else the first. */
function prefer<T extends EntitledPlace>(
  among: readonly At<T>[],
  own: string | null,
  chosen: ReadonlySet<string>,
): T | undefined {
  const open = among.filter((one) => isWithin(one, chosen)).map(({ place }) => place);
  return open.find(({ guid }) => guid === own) ?? open[0];
}

/** Where most disks were, if it is open; else the one with most room. */
function roomiest(
  among: readonly At<EntitledPlace<'STORAGE'>>[],
  originals: readonly (string | undefined)[],
  chosen: ReadonlySet<string>,
): EntitledPlace<'STORAGE'> | undefined {
  const open = among.filter((one) => isWithin(one, chosen)).map(({ place }) => place);
  const held = ({ guid }: EntitledPlace): number => originals.filter((original) => original === guid).length;
  return open.toSorted((a, b) => held(b) - held(a) || (b.facts.freeBytes ?? 0) - (a.facts.freeBytes ?? 0))[0];
}

/** The old name, or one beside it while a machine of the tenant has it there. What others have is not looked at. */
async function freeName(scope: TenantScope, where: ChosenImport): Promise<string> {
  const base = where.name.slice(0, 240);
  for (let number = 0; number < maxNames; number += 1) {
    const name = number === 0 ? where.name : number === 1 ? `${base}-restored` : `${base}-restored-${number}`;
    const { own, isInTheMaking } = await findNamesakes(scope, { ...where, name, overwrite: false }, new Date(0));
    if (own.length === 0 && !isInTheMaking) return name;
  }
  return `${base}-${Date.now().toString(36)}`;
}
