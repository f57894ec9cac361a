import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type * as z from 'zod';

/** Strings of answers that are no texts of the portal: ids, constants, and names that somebody gave. */
const noTexts: ReadonlySet<string> = new Set([
  ...['id', 'guid', 'externalId', 'platformId', 'requestId', 'operation', 'mount', 'recoveryPoint'],
  ...['defaultDestination', 'platform', 'status', 'type', 'kind', 'role', 'backupType', 'route', 'requested', 'actual'],
  ...[
    'code',
    'path',
    'fileName',
    'url',
    'href',
    'owner',
    'group',
    'permissions',
    'email',
    'name',
    'timeZone',
    'date',
    'time',
  ],
  ...['action', 'address', 'hash', 'slug'],
  ...['offset', 'targets', 'tags', 'daysOfWeek', 'months', 'occurrences', 'within', 'assignedBy', 'by'],
]);

/** The backup system's own words, and what no page shows: by the type of the answer. */
const notOurs: ReadonlySet<string> = new Set([
  ...['Copy.stateText', 'RecoveryPoint.statusText', 'RecoveryPoint.typeText', 'RecoveryPoint.note', 'Failure.detail'],
  ...['RecoveryPointDetail.statusText', 'RecoveryPointDetail.typeText', 'RecoveryPointDetail.note'],
  ...['Mount.stateText', 'Mount.modeText', 'MountDetail.stateText', 'MountDetail.modeText'],
  ...['Restore.stateText', 'Restore.modeText', 'MachineSchedule.text', 'Schedule.text', 'ScheduleDetail.text'],
  ...['CertificateFault.subject', 'CertificateFault.issuer', 'NotUnderstood.value'],
  ...['OwnSession.address', 'OwnSession.browser', 'OwnSession.system'],
  ...['Problem.title', 'StorwareLink.error', 'streamEvents.reason'],
]);

type Def = { type: string; shape?: Record<string, z.ZodType>; catchall?: unknown } & Record<string, unknown>;
const defOf = (schema: z.ZodType): Def => schema._zod.def as unknown as Def;
const isSchema = (value: unknown): value is z.ZodType => typeof value === 'object' && value !== null && '_zod' in value;

/** What an optional, nullable or repeated part is made of. */
function bare(schema: z.ZodType): z.ZodType {
  const { innerType, element } = defOf(schema);
  const inner = innerType ?? element;
  return inner === undefined ? schema : bare(inner as z.ZodType);
}

/** Ids, times and the like have a form. */
function isFreeText(schema: z.ZodType): boolean {
  const { type, format, checks = [] } = defOf(bare(schema));
  return type === 'string' && format === undefined && !(checks as z.ZodType[]).some((check) => defOf(check)['format']);
}

test('every text of an answer has a reference beside it, so that screens can say it in the reader’s language', async () => {
  const files = readdirSync('lib/contracts').filter((file) => file.endsWith('.ts') && !file.includes('.test.'));
  const modules = await Promise.all(
    files.map(async (file) => (await import(join(process.cwd(), 'lib/contracts', file))) as Record<string, unknown>),
  );
  const exported = modules.flatMap((module) => Object.entries(module)).filter(([name]) => !/Query$|Body$/.test(name));
  const names = new Map(exported.flatMap(([name, value]) => (isSchema(value) ? [[value, name] as const] : [])));
  const seen = new Set<unknown>();
  const found: string[] = [];
  const walk = (value: unknown, within: string): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    if (!isSchema(value)) {
      for (const member of Object.values(value)) walk(member, within);
      return;
    }
    const [def, name] = [defOf(value), names.get(value) ?? within];
    // What clients send is strict, and their own.
    if (def.type === 'object' && def.catchall !== undefined) return;
    const { shape = {} } = def;
    for (const [key, field] of Object.entries(shape)) {
      const hasRef = `${key}Ref` in shape || `${key.replace(/s$/, '')}Refs` in shape;
      if (isFreeText(field) && !hasRef && !noTexts.has(key) && !notOurs.has(`${name}.${key}`))
        found.push(`${name}.${key}`);
    }
    walk(def, name);
  };
  for (const [name, value] of exported) walk(value, name);
  expect(names.size).toBeGreaterThan(50);
  expect(found).toEqual([]);
});
