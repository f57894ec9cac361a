import 'server-only';
import type { Policy, PolicyBody } from '@/lib/contracts/policy';
import type { FieldFault } from '@/lib/contracts/problem';
import type { ScheduleBody } from '@/lib/contracts/schedule';
import type { TextParam } from '@/lib/contracts/server-text';
import { AppError } from '@/lib/core/app-error';
import { fieldFault, say } from '@/lib/core/say';
import { readFirst } from '@/lib/journal/policies/machine-steps';
import type { ChangePlan, PlannedDestination } from '@/lib/journal/policies/saga-plan';
import { describeSchedule } from '@/lib/portal/schedules/present-schedule';
import type { OwnedPolicy } from '@/lib/portal/scope/owned-policy';
import { findPolicy } from '@/lib/storware/authorized/policies';
import type { StorwareRule } from '@/lib/storware/model/policy';

/** Names for guids of machines and destinations in the request; a guid without a name is shown itself. */
type Names = ReadonlyMap<string, string>;

const named = 10;

/** The differences between the present policy and the version to be saved, field by field as text. Pure. */
export function policyDifference(theirs: Policy, mine: PolicyBody, names: Names): FieldFault[] {
  const nameOf = (guid: string): string => names.get(guid) ?? guid;
  const faults: FieldFault[] = [];
  const compare = <T>(path: string, now: T, sent: T, word: (value: T) => TextParam): void => {
    if (now !== sent) faults.push(fieldFault(path, 'field.changed', { now: word(now), sent: word(sent) }));
  };
  compare('name', theirs.name, mine.name, (name) => say('field.quoted', { name }).ref);
  compare('active', theirs.active, mine.active, onOff);
  compare('priority', theirs.priority, mine.priority, numberWord);
  compare('autoRemoveNonPresent', theirs.autoRemoveNonPresent, mine.autoRemoveNonPresent, onOff);
  for (const key of ['destination', 'secondaryDestination'] as const) {
    if ((theirs[key]?.guid ?? null) !== mine[key])
      faults.push(
        fieldFault(key, 'field.changed', {
          now: theirs[key]?.name ?? say('field.none').ref,
          sent: mine[key] === null ? say('field.none').ref : nameOf(mine[key]),
        }),
      );
  }
  for (const kind of ['full', 'incremental'] as const) {
    for (const key of ['keepLast', 'keepDays'] as const)
      compare(`retention.${kind}.${key}`, theirs.retention[kind][key], mine.retention[kind][key], numberWord);
  }
  const inIt = new Set(theirs.machines.map(({ guid }) => guid));
  const come = mine.machines.filter((guid) => !inIt.has(guid)).map(nameOf);
  const gone = theirs.machines.filter(({ guid }) => !mine.machines.includes(guid)).map(({ name }) => name);
  if (come.length > 0) faults.push(fieldFault('machines', 'field.machinesAdded', countedNames(come)));
  if (gone.length > 0) faults.push(fieldFault('machines', 'field.machinesRemoved', countedNames(gone)));
  return [
    ...faults,
    ...scheduleDifferences(
      theirs.schedules.filter(({ readOnly }) => !readOnly),
      mine.schedules,
    ),
  ];
}

function scheduleDifferences(theirs: Policy['schedules'], mine: readonly ScheduleBody[]): FieldFault[] {
  const faults: FieldFault[] = [];
  for (const [index, body] of mine.entries()) {
    const now = theirs.find(({ guid }) => guid === body.guid);
    const sent = describeSchedule(body);
    if (!now)
      faults.push(
        body.guid === undefined
          ? fieldFault(`schedules.${index}`, 'field.scheduleNew', { name: body.name, sent: sent.ref })
          : fieldFault(`schedules.${index}`, 'field.scheduleGone', { name: body.name }),
      );
    else if (
      now.name !== body.name ||
      describeSchedule(now).text !== sent.text ||
      (body.startWindowMinutes !== null && now.startWindowMinutes !== body.startWindowMinutes)
    )
      faults.push(
        fieldFault(`schedules.${index}`, 'field.scheduleChanged', {
          name: now.name,
          now: describeSchedule(now).ref,
          sentName: body.name,
          sent: sent.ref,
        }),
      );
  }
  for (const schedule of theirs.filter(({ guid }) => !mine.some((body) => body.guid === guid)))
    faults.push(
      fieldFault('schedules', 'field.scheduleAdded', {
        name: schedule.name,
        now: describeSchedule(schedule).ref,
      }),
    );
  return faults;
}

function onOff(value: boolean): TextParam {
  return say(value ? 'field.on' : 'field.off').ref;
}

function numberWord(value: number | null): TextParam {
  return value ?? say('field.notSet').ref;
}

function countedNames(names: readonly string[]) {
  const shown = names.slice(0, named);
  return { names: shown.join(', '), more: names.length - shown.length, count: names.length };
}

/** A policy as Storware has it now. */
type PresentState = {
  readonly machines: string[];
  readonly ruleGuid: string;
  readonly before: ChangePlan['before'];
};

/** Reads the policy before a change, to show differences and to roll back. Throws `conflict` when it was deleted. */
export async function presentState({ handle, row }: OwnedPolicy): Promise<PresentState> {
  const policy = await readFirst(findPolicy(handle));
  if (!policy)
    throw new AppError('conflict', {
      detail: say('policy.deletedUpstream'),
    });
  const rule = policy.rules.find(({ guid }) => guid === row.ruleGuid) ?? policy.rules[0];
  if (!rule || policy.machines === null)
    throw new AppError('conflict', {
      detail: say('policy.storageChangedUpstream'),
    });
  return {
    machines: policy.machines.map(({ guid }) => guid),
    ruleGuid: rule.guid,
    before: {
      fields: {
        active: policy.active,
        priority: policy.priority ?? 50,
        autoRemoveNonPresent: policy.autoRemoveNonPresent ?? false,
      },
      destinations: heldDestinations(rule),
      scheduleGuids: rule.schedules.map(({ guid }) => guid),
      name: policy.name,
      ruleName: rule.name,
    },
  };
}

function heldDestinations({ destinations }: StorwareRule): PlannedDestination[] {
  return destinations.flatMap(({ role: word, destination, active, retention: held }): PlannedDestination[] => {
    const role = roles.find((one) => one === word);
    const retention = {
      keepLastFull: held?.keepLastFull ?? 4,
      keepFullNewerThanMs: held?.keepFullNewerThanMs ?? monthMs,
      keepLastIncremental: held?.keepLastIncremental ?? 30,
      keepIncrementalNewerThanMs: held?.keepIncrementalNewerThanMs ?? monthMs,
    };
    return role && destination ? [{ role, destinationGuid: destination.guid, active, retention }] : [];
  });
}

const roles = ['PRIMARY', 'SECONDARY'] as const;
/** Storware's default, for a server without a retention (STORWARE_API.md 8.2). */
const monthMs = 30 * 86_400_000;
