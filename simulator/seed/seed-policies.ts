import { HOUR, DAY } from '@/simulator/engine/timeline';
import type { Destination } from '@/simulator/model/platform';
import { noAutoAssign, WEEKDAYS } from '@/simulator/model/policy';
import type { Retention, RuleDestination, Schedule, Weekday } from '@/simulator/model/policy';
import type { World } from '@/simulator/model/world';
import { guidFor } from '@/simulator/random';

import type { SeedOptions } from './names';

const TB = 1024 ** 4;
const EVERY_DAY: Weekday[] = [...WEEKDAYS];
const WORKDAYS: Weekday[] = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'];

/** The policies of a generated server, by the key that the generator of machines uses. */
export const POLICY_KEYS = [
  'nightly',
  'interval',
  'weekly',
  'monthly',
  'manual',
  'paused',
  'acme-nightly',
  'globex-nightly',
] as const;
export type PolicyKey = (typeof POLICY_KEYS)[number];

/** The guid of a generated policy. */
export function policyGuid(options: SeedOptions, key: PolicyKey): string {
  return guidFor(options.seed, `policy:${key}`);
}

function retention(fulls: number, incrementals: number, days: number): Retention {
  return {
    keepLastNFull: fulls,
    keepFullNewerThanMs: days * DAY,
    keepLastNIncremental: incrementals,
    keepIncrementalNewerThanMs: days * DAY,
    keepLastWhenSourceExists: true,
  };
}

type ScheduleSeed = Partial<Schedule> & Pick<Schedule, 'backupType'>;

const NIGHTLY: Readonly<Record<string, ScheduleSeed>> = {
  full: { backupType: 'FULL', hour: 22 * HOUR, daysOfWeek: ['SUNDAY'] },
  incremental: { backupType: 'INCREMENTAL', hour: 22 * HOUR, daysOfWeek: WORKDAYS },
};

interface PolicySeed {
  key: PolicyKey;
  name: string;
  priority: number;
  active?: boolean;
  project?: 'acme' | 'globex';
  retryCount?: number;
  schedules: Readonly<Record<string, ScheduleSeed>>;
  primary: string;
  secondary?: string;
  retention: Retention;
}

const POLICIES: readonly PolicySeed[] = [
  {
    key: 'nightly',
    name: 'Nightly',
    priority: 50,
    retryCount: 1,
    schedules: NIGHTLY,
    primary: 'backup-store-01',
    retention: retention(4, 30, 30),
  },
  {
    key: 'interval',
    name: 'Gold every 6 hours',
    priority: 70,
    retryCount: 1,
    schedules: {
      full: { backupType: 'FULL', hour: 20 * HOUR, daysOfWeek: ['SATURDAY'] },
      incremental: {
        backupType: 'INCREMENTAL',
        executionType: 'INTERVAL',
        interval: { startHour: 0, endHour: 18 * HOUR, frequency: 6 * HOUR },
      },
      copy: { backupType: 'SYNCHRONIZATION', hour: 3 * HOUR },
    },
    primary: 'backup-store-01',
    secondary: 'offsite-s3',
    retention: retention(3, 56, 14),
  },
  {
    key: 'weekly',
    name: 'Weekly full',
    priority: 40,
    schedules: { full: { backupType: 'FULL', hour: 2 * HOUR, daysOfWeek: ['SATURDAY'] } },
    primary: 'offsite-s3',
    retention: retention(8, 0, 60),
  },
  {
    key: 'monthly',
    name: 'Monthly archive',
    priority: 30,
    schedules: {
      full: { backupType: 'FULL', hour: 4 * HOUR, daysOfWeek: ['SUNDAY'], occurrences: ['FIRST_IN_MONTH'] },
    },
    primary: 'offsite-s3',
    retention: retention(12, 0, 366),
  },
  {
    key: 'manual',
    name: 'On demand only',
    priority: 50,
    schedules: {},
    primary: 'backup-store-01',
    retention: retention(8, 30, 90),
  },
  {
    key: 'paused',
    name: 'Legacy (paused)',
    priority: 20,
    active: false,
    schedules: { full: { backupType: 'FULL', hour: 1 * HOUR } },
    primary: 'backup-store-01',
    retention: retention(2, 10, 14),
  },
  {
    key: 'acme-nightly',
    name: 'acme nightly',
    priority: 55,
    project: 'acme',
    retryCount: 1,
    schedules: NIGHTLY,
    primary: 'backup-store-01',
    retention: retention(4, 30, 30),
  },
  {
    key: 'globex-nightly',
    name: 'globex nightly',
    priority: 55,
    project: 'globex',
    schedules: {
      full: { backupType: 'FULL', hour: 23 * HOUR + 30 * 60_000, daysOfWeek: ['SUNDAY'] },
      incremental: { backupType: 'INCREMENTAL', hour: 23 * HOUR + 30 * 60_000, daysOfWeek: WORKDAYS },
    },
    primary: 'globex-vault',
    secondary: 'offsite-s3',
    retention: retention(4, 30, 30),
  },
];

/** Destinations, schedules, policies and their rules. */
export function seedPolicies(world: World, options: SeedOptions): void {
  const guid = (name: string): string => guidFor(options.seed, name);
  seedDestinations(world, guid);
  for (const policy of POLICIES) seedPolicy(world, options, policy, guid);
}

function seedDestinations(world: World, guid: (name: string) => string): void {
  const nodeConfigGuids = [...world.nodeConfigs.keys()];
  const globex = guid('project:globex');
  const common = {
    nodeConfigGuids,
    usedBytes: 0,
    full: false,
    projectGuids: [],
    visibleForAllVms: true,
    isDefault: false,
  };
  const destinations: Omit<Destination, 'guid'>[] = [
    {
      ...common,
      name: 'backup-store-01',
      type: 'FILESYSTEM',
      description: 'Primary backup storage',
      isDefault: true,
      totalBytes: 500 * TB,
    },
    {
      ...common,
      name: 'offsite-s3',
      type: 'S3',
      description: 'Object storage in the second data centre',
      totalBytes: null,
    },
    { ...common, name: 'dedup-store', type: 'SYNTHETICXFS', description: null, totalBytes: 120 * TB },
    {
      ...common,
      name: 'globex-vault',
      type: 'FILESYSTEM',
      description: 'Reserved for globex',
      totalBytes: 80 * TB,
      projectGuids: [globex],
      visibleForAllVms: false,
    },
  ];
  for (const destination of destinations) {
    const destinationGuid = guid(`destination:${destination.name}`);
    world.destinations.set(destinationGuid, { ...destination, guid: destinationGuid });
    for (const projectGuid of destination.projectGuids)
      world.projects.get(projectGuid)?.destinationGuids.push(destinationGuid);
  }
}

function seedPolicy(world: World, options: SeedOptions, seed: PolicySeed, guid: (name: string) => string): void {
  const project = seed.project === undefined ? undefined : world.projects.get(guid(`project:${seed.project}`));
  const tenantId = project?.uuid ?? null;
  const scheduleGuids = Object.entries(seed.schedules).map(([name, given]) => {
    const scheduleGuid = guid(`schedule:${seed.key}:${name}`);
    world.schedules.set(scheduleGuid, {
      guid: scheduleGuid,
      name: `${seed.name} ${name}`,
      active: true,
      type: 'VM_BACKUP',
      executionType: 'TIME',
      hour: null,
      interval: null,
      startWindowLength: 6 * HOUR,
      daysOfWeek: EVERY_DAY,
      months: [],
      occurrences: [],
      lastRun: null,
      tenantId,
      projectUuid: tenantId,
      ...given,
    });
    return scheduleGuid;
  });
  const ruleGuid = guid(`rule:${seed.key}`);
  const destination = (role: 'PRIMARY' | 'SECONDARY', name: string): RuleDestination => ({
    guid: guid(`ruleDestination:${seed.key}:${role}`),
    role,
    destinationGuid: guid(`destination:${name}`),
    active: true,
    daysToKeepRetentionLock: 0,
    retention: seed.retention,
  });
  world.rules.set(ruleGuid, {
    guid: ruleGuid,
    name: 'Default',
    policyGuid: policyGuid(options, seed.key),
    active: true,
    position: 0,
    markedForDeletion: false,
    scheduleGuids,
    destinations: [
      destination('PRIMARY', seed.primary),
      ...(seed.secondary === undefined ? [] : [destination('SECONDARY', seed.secondary)]),
    ],
  });
  world.policies.set(policyGuid(options, seed.key), {
    guid: policyGuid(options, seed.key),
    kind: 'vm-backup',
    name: seed.name,
    active: seed.active ?? true,
    priority: seed.priority,
    autoRemoveNonPresent: false,
    autoAssign: noAutoAssign(),
    backupRetryCount: seed.retryCount ?? 0,
    failExportThreshold: null,
    failStoreThreshold: null,
    projectGuids: project === undefined ? [] : [project.guid],
    projectUuid: tenantId,
    visibleForAllProjects: project === undefined,
    dailyReportEnabled: false,
    disableCleanOldBackups: false,
    quiesceBeforeSnapshot: false,
    scanFileSystem: false,
    tenantId,
    ruleGuids: [ruleGuid],
  });
}
