import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GET as exportTenant } from '@/app/api/v1/audit/export/route';
import { GET as list } from '@/app/api/v1/audit/route';
import { GET as exportProvider } from '@/app/api/v1/provider/audit/export/route';
import { GET as listForProvider } from '@/app/api/v1/provider/audit/route';
import { createTenant, createUser, openSession, startAccounts } from '@/lib/auth/testing/accounts';
import { AuditList } from '@/lib/contracts/audit';
import type { AuditAction, AuditEntry, AuditOutcome } from '@/lib/contracts/audit';
import { record } from '@/lib/db/audit';
import { db } from '@/lib/db/client';
import { callRoute } from '@/lib/http/testing/call-route';

type Signed = { cookie: string };
type Tenant = { id: string; slug: string };

let stop: () => Promise<void>;
let acme: Tenant;
let globex: Tenant;
let admin: Signed;
let viewer: Signed;
let provider: Signed;
let limited: Signed;
const folder = mkdtempSync(join(tmpdir(), 'audit-'));

const session = async (given: Parameters<typeof createUser>[0]): Promise<Signed> =>
  openSession((await createUser(given)).id);

type Planted = {
  tenantId?: string | null;
  name?: string;
  action?: AuditAction;
  outcome?: AuditOutcome;
  object?: string;
  kind?: 'PROVIDER';
};

/** Entries in this order, an hour apart, the last one an hour ago. */
async function plant(entries: readonly Planted[]): Promise<void> {
  for (const [index, entry] of entries.entries()) {
    const { tenantId = acme.id, name = 'Anna', action = 'backup.start', outcome = 'SUCCEEDED', object = 'web' } = entry;
    const at = new Date(Date.now() - (entries.length - index) * 3_600_000);
    const actor = { id: `id of ${name}`, name, ...(entry.kind ? { kind: entry.kind } : {}) };
    await record(
      db(),
      [{ tenantId, actor, action, object: { kind: 'machine', id: `guid of ${object}`, name: object }, outcome }],
      at,
    );
  }
}

beforeAll(async () => {
  stop = await startAccounts();
  [acme, globex] = [await createTenant(), await createTenant()];
  admin = await session({ memberships: [{ tenantId: acme.id, role: 'ADMIN' }] });
  viewer = await session({ memberships: [{ tenantId: acme.id, role: 'VIEWER' }] });
  provider = await session({ provider: { role: 'PROVIDER_READER' } });
  limited = await session({ provider: { role: 'PROVIDER', tenants: [globex.id] } });
  await plant([
    { name: 'Anna', object: 'web' },
    { name: 'Otto', object: 'db', action: 'restore.start', outcome: 'REFUSED' },
    { name: '=cmd()', object: 'web', action: 'mount.view' },
    { name: 'Paula', object: 'web', action: 'ownership.assign', kind: 'PROVIDER' },
    { tenantId: globex.id, name: 'Olaf', object: 'secret of globex' },
    { tenantId: globex.id, name: 'Paula', object: 'their machine', action: 'ownership.assign', kind: 'PROVIDER' },
    { tenantId: null, name: 'Paula', action: 'session.sign-in' },
  ]);
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await stop();
});

async function entriesOf({ cookie }: Signed, query = '', handler = list): Promise<AuditEntry[]> {
  const answer = await callRoute(handler, { cookie, query: `?${query}` });
  expect(answer.status, answer.text).toBe(200);
  return AuditList.parse(answer.json).items;
}
const said = (entries: readonly AuditEntry[]): string[] =>
  entries.map(({ actor, action, object }) => `${actor.name} ${action} ${object?.name}`);

describe('the list', () => {
  test('shows an administrator the tenant’s own entries, the newest first, with their hashes', async () => {
    const entries = await entriesOf(admin);
    expect(said(entries)).toEqual([
      'Paula ownership.assign web',
      '=cmd() mount.view web',
      'Otto restore.start db',
      'Anna backup.start web',
    ]);
    expect(entries[0]).toMatchObject({ seq: 4, actor: { kind: 'PROVIDER' }, outcome: 'SUCCEEDED', detail: null });
    expect(entries.every(({ hash, tenant }) => /^[0-9a-f]{64}$/.test(hash ?? '') && tenant === undefined)).toBe(true);
    expect((await callRoute(list, { cookie: viewer.cookie })).status).toBe(403);
  });

  test.each([
    ['actor=otto', ['Otto restore.start db']],
    ['actor=id%20of%20Anna', ['Anna backup.start web']],
    ['action=mount.view,restore.start', ['=cmd() mount.view web', 'Otto restore.start db']],
    ['object=guid%20of%20db', ['Otto restore.start db']],
    ['outcome=REFUSED', ['Otto restore.start db']],
    ['search=DB', ['Otto restore.start db']],
    ['search=globex', []],
    ['object=guid%20of%20secret%20of%20globex', []],
    ['page=2&pageSize=3', ['Anna backup.start web']],
    ['sort=at&pageSize=1', ['Anna backup.start web']],
  ])('is filtered by %s', async (query, expected) => {
    expect(said(await entriesOf(admin, query))).toEqual(expected);
  });

  test('is filtered by time', async () => {
    const [newest, , third] = await entriesOf(admin);
    const query = `from=${third?.at}&to=${newest?.at}`;
    expect(said(await entriesOf(admin, query))).toHaveLength(3);
  });

  test('shows the provider the platform’s entries and the acts of providers, of chosen tenants only where limited', async () => {
    expect(
      (await entriesOf(provider, '', listForProvider)).map(({ action, tenant }) => [action, tenant?.slug ?? null]),
    ).toEqual([
      ['session.sign-in', null],
      ['ownership.assign', globex.slug],
      ['ownership.assign', acme.slug],
    ]);
    expect(said(await entriesOf(limited, '', listForProvider))).toEqual(['Paula ownership.assign their machine']);
    expect((await callRoute(listForProvider, { cookie: admin.cookie })).status).toBe(403);
  });
});

/** What `npm run audit:verify` says of a file. */
function verify(text: string): Promise<{ code: number | null; said: string }> {
  const file = join(folder, `${crypto.randomUUID()}.jsonl`);
  writeFileSync(file, text);
  const command = ['--conditions=react-server', '--import', 'tsx', 'scripts/audit-verify.ts', file];
  const child = spawn(process.execPath, command, { env: { PATH: process.env['PATH'], NODE_ENV: 'test' } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, said: output })));
}

async function exported({ cookie }: Signed, query: string, handler = exportTenant): Promise<string> {
  const answer = await callRoute(handler, { cookie, query: `?${query}` });
  expect(answer.status, answer.text).toBe(200);
  return answer.text;
}

describe('an export', () => {
  test('as JSON lines is verified without anything else, and names the first line that does not fit', async () => {
    const text = await exported(admin, 'format=jsonl');
    const { headHash, headSeq } = await db().auditChain.findUniqueOrThrow({ where: { id: acme.id } });
    expect(headSeq, 'the export itself is on record').toBe(5n);
    const lines = text.trimEnd().split('\n');
    const { hash } = JSON.parse(lines[3] ?? '') as { hash: string };
    expect(hash).not.toBe(headHash);
    expect(await verify(text)).toEqual({
      code: 0,
      said: `4 entries, chain whole from seq 1 to 4, head ${hash}\nChain: ${acme.id}\n`,
    });
    const changed = lines.with(1, (lines[1] ?? '').replace('Otto', 'Anna')).join('\n');
    expect(await verify(`${changed}\n`)).toEqual({
      code: 1,
      said: expect.stringMatching(
        /^Line 2, entry 2 \([\w-]+\), does not fit: its content does not have its hash/,
      ) as unknown,
    });
    expect(await verify(lines.slice(0, 3).join('\n'))).toMatchObject({ code: 1 });
  });

  test('of a part says where it begins, and what came after it', async () => {
    const [newest, second] = (await entriesOf(admin)).filter(({ action }) => action !== 'audit.export');
    const text = await exported(admin, `format=jsonl&from=${second?.at}&to=${newest?.at}`);
    expect((await verify(text)).said).toMatch(
      /^2 entries, chain whole from seq 3 to 4, .+\nThe chain went on to seq 5/,
    );
  });

  test('as CSV has what the filters leave, and nothing that a spreadsheet would run', async () => {
    const text = await exported(admin, 'format=csv&object=guid%20of%20web&action=mount.view');
    const [head, row, ...rest] = text.trimEnd().split('\r\n');
    expect(head).toMatch(/^"at","actor","actor kind"/);
    expect(row).toContain('"\'=cmd()"');
    expect(rest).toEqual([]);
  });

  test('as JSON lines takes no filter that would leave gaps, and only whoever may read the trail has it', async () => {
    for (const query of ['format=jsonl&action=mount.view', 'format=jsonl&search=x', 'format=pdf', ''])
      expect((await callRoute(exportTenant, { cookie: admin.cookie, query: `?${query}` })).status).toBe(422);
    expect((await callRoute(exportTenant, { cookie: viewer.cookie, query: '?format=csv' })).status).toBe(403);
    const foreign = `format=jsonl&tenant=${globex.slug}`;
    expect((await callRoute(exportTenant, { cookie: admin.cookie, query: `?${foreign}` })).status).toBe(404);
  });

  test('of the platform is for providers of all tenants; others get what they may see as CSV', async () => {
    expect((await verify(await exported(provider, 'format=jsonl', exportProvider))).said).toContain('Chain: platform');
    const given = { cookie: limited.cookie, query: '?format=jsonl' };
    expect((await callRoute(exportProvider, given)).status).toBe(403);
    const csv = await exported(limited, 'format=csv', exportProvider);
    expect(csv.trimEnd().split('\r\n')).toHaveLength(2);
  });

  test('of more entries than one read has is whole', async () => {
    const tenant = await createTenant();
    const { cookie } = await session({ memberships: [{ tenantId: tenant.id, role: 'ADMIN' }] });
    const entry = {
      tenantId: tenant.id,
      actor: { id: null, name: 'System' },
      action: 'machine.claim',
      object: null,
      outcome: 'SUCCEEDED',
    } as const;
    await record(
      db(),
      Array.from({ length: 2_001 }, () => entry),
    );
    expect((await verify(await exported({ cookie }, 'format=jsonl'))).said).toMatch(/^2001 entries, chain whole/);
    expect((await exported({ cookie }, 'format=csv')).trimEnd().split('\r\n')).toHaveLength(2_003);
  });
});
