import type { ServerText } from '@/lib/contracts/server-text';
import { asField, nameOr, say } from '@/lib/core/say';
import type { TextCode } from '@/lib/core/say';
import type {
  diskAllocations,
  RestoreChoice,
  RestoreField,
  RestoreFieldName,
  RestoreItem,
} from '@/lib/contracts/restore';
import { placeText } from '@/lib/portal/scope/entitled-places';
import type { EntitledPlace, EntitledPlaces } from '@/lib/portal/scope/entitled-places';
import type { OwnedMachine } from '@/lib/portal/scope/owned-objects';
import type { RestorePoint } from '@/lib/storware/authorized/restore-choices';
import type { CapabilityId } from '@/lib/storware/capability/table';
import { diskSizes } from './check-place';
import { canKeepStorages, diskStorages, originalOf } from './plan-restore';
import { importFields } from './platform-needs';
import type { PlatformNeeds } from './platform-needs';
import { choicesAt } from './target-choices';
import type { At, TargetChoices, TargetPlace } from './target-choices';

export type FormInput = {
  readonly places: EntitledPlaces;
  readonly machine: OwnedMachine;
  readonly point: RestorePoint;
  readonly needs: PlatformNeeds;
  readonly targets: readonly TargetPlace[];
  /** Capabilities that the server does not offer now, each with the reason shown to tenants. */
  readonly unoffered: ReadonlyMap<CapabilityId, ServerText>;
};

/**
 * The fields of an import form with their choices. Uses `choicesAt` and `importFields`, as validation does, so that every offered
 * choice is accepted. Pure.
 */
export function importForm(input: FormInput): RestoreField[] {
  const { needs, targets, machine, point, places, unoffered } = input;
  const files = point.files ?? [];
  const cardsOfPoint = point.backup.cards ?? [];
  const { row } = machine;
  const at = targets.map((target) => choicesAt(places, needs, target));
  const clusters = merged(at.map(({ clusters }) => clusters));
  const storages = merged(at.map(({ storages }) => storages));
  const originals = new Map(files.map((file) => [file.guid, originalOf(file, places)]));
  const wasOn = new Set([...originals.values()].flatMap((place) => place?.guid ?? []));
  const storageChoices = storages.map((one) => choice(one, wasOn.has(one.place.guid)));
  const diskChoices = diskStorages(storages, needs, files, places).map((one) => choice(one, wasOn.has(one.place.guid)));
  const sizeOf = diskSizes(row.disks);
  const disks = files.map((file): RestoreItem => ({
    guid: file.guid,
    name: file.disk?.name ?? file.path?.split('/').at(-1) ?? file.guid,
    sizeBytes: sizeOf(file),
    original: refOf(originals.get(file.guid)),
  }));
  const cards = cardsOfPoint.map((card): RestoreItem => ({
    guid: card.guid,
    ...asField('name', nameOr(card.name, say('unnamed.card'))),
    sizeBytes: null,
    original: card.network && {
      guid: card.network.guid,
      ...asField('name', nameOr(card.network.name, say('unnamed.network'))),
    },
  }));
  const own = new Set([
    row.managerGuid,
    row.hypervisorGuid,
    row.clusterGuid,
    row.projectGuid,
    row.flavorGuid,
    ...row.networkGuids,
  ]);
  const of = (list: readonly At<EntitledPlace>[]): RestoreChoice[] =>
    list.map((one) => choice(one, own.has(one.place.guid)));
  const isManaged = targets[0]?.kind === 'MANAGER';
  const none = (what: string, choices: readonly unknown[], capability: CapabilityId): ServerText | null =>
    choices.length === 0 ? (unoffered.get(capability) ?? say('restore.form.none', { what })) : null;
  const projects = of(merged(at.map(({ projects }) => projects)));
  const zones = of(clusters);
  const networks = of(merged(at.map(({ networks }) => networks)));
  const centres = dataCenterChoices(at);
  const canKeep = canKeepStorages(needs, point.files);
  const mustStore = needs.storage === 'required' || (needs.storage === 'optional' && !canKeep);
  const all: RestoreField[] = [
    field(isManaged ? 'hypervisorManager' : 'hypervisor', isManaged ? 'restoreTo' : 'host', 'CHOICE', {
      required: true,
      choices: targets.map((place) => choice({ place, within: [] }, own.has(place.guid))),
    }),
    field('project', needs.projectCalled, 'CHOICE', {
      required: needs.project === 'required',
      choices: projects,
      reason: none(needs.projectCalled, projects, 'projects'),
    }),
    field('cluster', needs.clusterCalled, 'CHOICE', {
      required: needs.cluster === 'required',
      choices: zones,
      reason: none(needs.clusterCalled, zones, 'clusters'),
    }),
    field('dataCenter', 'dataCenter', 'CHOICE', {
      required: needs.dataCenter === 'required',
      choices: centres,
      reason: centres.length === 0 ? say('restore.form.noDataCenter') : null,
    }),
    field('storage', needs.storageCalled, 'CHOICE', {
      required: mustStore,
      choices: storageChoices,
      reason: none(needs.storageCalled, storageChoices, 'storages') ?? say('restore.form.restOfDisks'),
    }),
    ...(canKeep
      ? [
          field('originalStorage', 'originalStorage', 'SWITCH', {
            reason: say('restore.form.eachBack', { what: needs.storageCalled }),
          }),
        ]
      : []),
    field('disks', 'disks', 'EACH', {
      choices: diskChoices,
      items: disks,
      reason:
        disks.length === 0
          ? (unoffered.get('backup-files') ?? say('restore.form.disksNotListed'))
          : none(needs.storageCalled, diskChoices, 'storages'),
    }),
    field('diskAllocation', 'diskAllocation', 'OPTION', {
      required: needs.diskAllocation === 'required',
      choices: allocations,
    }),
    field('flavor', 'flavor', 'CHOICE', {
      choices: of(merged(at.map(({ flavors }) => flavors))),
      reason: unoffered.get('flavors') ?? say('restore.form.flavorKept'),
    }),
    field('networks', 'networks', 'EACH', {
      choices: networks,
      items: cards,
      reason:
        point.backup.cards === null
          ? say('restore.form.cardsNotListed')
          : cards.length === 0
            ? say('restore.form.noCards')
            : (none('network', networks, 'networks') ?? say('restore.form.networksKept')),
    }),
    field('name', 'name', 'TEXT', {}),
    field('overwrite', 'overwrite', 'SWITCH', {
      reason: needs.namesIn === 'PROJECT' ? say('restore.form.deletesInProject') : say('restore.form.deletesAtTarget'),
    }),
    field('powerOn', 'powerOn', 'SWITCH', {}),
  ];
  const allowed = importFields(needs);
  return all.filter(({ name }) => allowed.has(name));
}

const allocations: readonly RestoreChoice[] = [
  allocation('SPARSE', say('restore.form.thin'), say('restore.form.thinDetail')),
  allocation('PREALLOCATED', say('restore.form.preallocated'), say('restore.form.preallocatedDetail')),
];

function allocation(guid: (typeof diskAllocations)[number], name: ServerText, detail: ServerText): RestoreChoice {
  return { guid, ...asField('name', name), within: [], ...asField('detail', detail), freeBytes: null };
}

/** What a field of a restore is called. */
type FieldLabel = TextCode extends infer Code
  ? Code extends `restore.form.label.${infer Label}`
    ? Label
    : never
  : never;

type Rest = {
  required?: boolean;
  choices?: readonly RestoreChoice[];
  items?: readonly RestoreItem[];
  reason?: ServerText | null;
};

function field(
  name: RestoreFieldName,
  label: FieldLabel,
  kind: RestoreField['kind'],
  { required = false, choices = [], items = [], reason = null }: Rest,
): RestoreField {
  return {
    name,
    ...asField('label', say(`restore.form.label.${label}`)),
    kind,
    modes: ['IMPORT'],
    required,
    choices: [...choices],
    items: [...items],
    ...asField('reason', reason),
  };
}

function choice({ place, within }: At<EntitledPlace>, isOriginal: boolean): RestoreChoice {
  return {
    guid: place.guid,
    ...asField('name', placeText(place)),
    within: [...within],
    ...asField('detail', isOriginal ? say('restore.form.original') : null),
    freeBytes: place.kind === 'STORAGE' ? place.facts.freeBytes : null,
  };
}

/** Merges the choices of all targets; an object that several targets offer appears once, with all of them in `within`. */
function merged<P extends EntitledPlace>(lists: readonly (readonly At<P>[])[]): At<P>[] {
  const byGuid = new Map<string, { place: P; within: string[] }>();
  for (const list of lists) {
    for (const { place, within } of list) {
      const seen = byGuid.get(place.guid);
      byGuid.set(place.guid, { place, within: [...new Set([...(seen?.within ?? []), ...within])] });
    }
  }
  return [...byGuid.values()];
}

function dataCenterChoices(at: readonly TargetChoices[]): RestoreChoice[] {
  const byName = new Map<string, string[]>();
  for (const { name, within } of at.flatMap(({ dataCenters }) => dataCenters))
    byName.set(name, [...new Set([...(byName.get(name) ?? []), ...within])]);
  return [...byName].map(([name, within]) => ({ guid: name, name, within, detail: null, freeBytes: null }));
}

function refOf(place: EntitledPlace | null | undefined): RestoreItem['original'] {
  return place ? { guid: place.guid, name: place.name } : null;
}
