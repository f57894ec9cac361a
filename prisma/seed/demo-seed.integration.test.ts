import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyPassword } from '@/lib/auth/password';
import type { Db } from '@/lib/db/client';
import { createDb } from '@/lib/db/client';
import { createTestDatabase } from '@/scripts/test-support/database';
import type { TestDatabase } from '@/scripts/test-support/database';
import { demoPassword, seedDemoAccounts } from './demo-accounts';
import { seedDemoOwnership } from './demo-ownership';

describe('demo seed', () => {
  let database: TestDatabase;
  let db: Db;
  beforeAll(async () => {
    database = await createTestDatabase();
    db = createDb(database.url, 4);
    const platforms = ['RHV', 'VCENTER', 'NUTANIX', 'PROXMOX', 'HYPERV'];
    await db.mirrorInfrastructure.createMany({
      data: ['acme', 'globex', 'other'].map((name) => ({
        kind: 'PROJECT',
        guid: `project-${name}`,
        uuid: `uuid-${name}`,
        name,
        data: {},
        contentHash: '',
      })),
    });
    await db.mirrorInfrastructure.createMany({
      data: ['node-b', 'node-a'].map((name) => ({ kind: 'NODE', guid: name, name, data: {}, contentHash: '' })),
    });
    await db.mirrorMachine.createMany({
      data: [
        ...Array.from({ length: 60 }, (_, n) => ({
          guid: `m${n}`,
          name: `vm-${n}`,
          platform: platforms[n % platforms.length] ?? '',
          present: n % 10 > 0,
          contentHash: '',
        })),
        {
          guid: 'in-project',
          name: 'web-1',
          platform: 'OPENSTACK',
          present: true,
          projectGuid: 'project-other',
          contentHash: '',
        },
      ],
    });
  });
  afterAll(async () => {
    await db.$disconnect();
    await database.drop();
  });

  test('creates tenants, people and roles once, also when two start together', async () => {
    expect((await Promise.all([seedDemoAccounts(db), seedDemoAccounts(db)])).toSorted()).toEqual([false, true]);
    const users = await db.user.findMany({
      include: { memberships: { include: { tenant: true } } },
      omit: { passwordHash: false },
      orderBy: { email: 'asc' },
    });
    expect(
      users.map((user) => [
        user.email,
        user.providerRole,
        user.memberships.map(({ role, tenant }) => `${role} ${tenant.slug}`).toSorted(),
      ]),
    ).toEqual([
      ['admin@acme.test', null, ['ADMIN acme']],
      ['admin@globex.test', null, ['ADMIN globex']],
      ['admin@initech.test', null, ['ADMIN initech']],
      ['backup@acme.test', null, ['BACKUP_OPERATOR acme']],
      ['billing@acme.test', null, ['BILLING acme']],
      ['consultant@portal.test', null, ['OPERATOR acme', 'VIEWER globex']],
      ['operator@acme.test', null, ['OPERATOR acme']],
      ['operator@globex.test', null, ['OPERATOR globex']],
      ['provider@portal.test', 'PROVIDER', []],
      ['restore@acme.test', null, ['RESTORE_OPERATOR acme']],
      ['viewer@acme.test', null, ['VIEWER acme']],
      ['viewer@globex.test', null, ['VIEWER globex']],
    ]);
    expect(await verifyPassword(users[0]?.passwordHash ?? null, demoPassword)).toBe(true);
  });

  test('assigns machines of every platform manually and sets the projects, leaves some unassigned and initech without machines', async () => {
    expect(await seedDemoOwnership(db)).toBe(42);
    const owned = await db.ownership.findMany({ include: { tenant: true } });
    expect(
      new Set(owned.map(({ source, assignedByName, tenant }) => `${source} ${assignedByName ?? ''} ${tenant.slug}`)),
    ).toEqual(new Set(['MANUAL Demo acme', 'MANUAL Demo globex']));
    expect(owned.map(({ guid }) => guid)).not.toContain('in-project');
    expect(
      (await db.tenant.findMany({ orderBy: { slug: 'asc' } })).map(({ slug, externalId }) => [slug, externalId]),
    ).toEqual([
      ['acme', 'uuid-acme'],
      ['globex', 'uuid-globex'],
      ['initech', null],
    ]);
  });

  test('entitles only acme to restores to a node and mounts over iSCSI', async () => {
    const listed = await db.entitlement.findMany({
      where: { kind: { not: 'DESTINATION' } },
      include: { tenant: true },
    });
    expect(listed.map(({ kind, guid, tenant }) => [tenant.slug, kind, guid])).toEqual([['acme', 'NODE', 'node-a']]);
    expect((await db.tenant.findMany({ where: { allowsIscsi: true } })).map(({ slug }) => slug)).toEqual(['acme']);
  });

  test('a second start keeps later changes', async () => {
    await db.ownership.deleteMany({ where: { tenant: { slug: 'globex' } } });
    await db.user.delete({ where: { email: 'viewer@globex.test' } });
    expect(await seedDemoAccounts(db)).toBe(false);
    expect(await seedDemoOwnership(db)).toBeNull();
    expect(await db.ownership.count({ where: { tenant: { slug: 'globex' } } })).toBe(0);
    expect(await db.user.count()).toBe(11);
  });
});
