import 'server-only';
import type { AuditExportQuery } from '@/lib/contracts/audit';
import { AppError } from '@/lib/core/app-error';
import { platformChain, trailLine } from '@/lib/core/audit-chain';
import { csvLine } from '@/lib/core/csv';
import { say } from '@/lib/core/say';
import { record } from '@/lib/db/audit';
import type { AuditInput } from '@/lib/db/audit';
import { chainEnds, trailLines } from '@/lib/db/audit-trail';
import type { AuditRow } from '@/lib/db/audit-trail';
import { db } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import type { ProviderScope, TenantScope } from '@/lib/portal/scope/tenant-scope';
import { entriesWhere, inOrder, trailOfProvider, trailOfTenant } from './find-entries';

/** The tenant's trail as lines of a file: what the filters leave as CSV, or its chain as JSON lines. That it was exported is in it too. */
export function exportAudit(scope: TenantScope, query: AuditExportQuery): Promise<AsyncIterable<string>> {
  const { tenant, actor } = scope;
  return exported(
    { tenantId: tenant.id, actor: { id: actor.userId, name: actor.name } },
    { chain: tenant.id, trail: trailOfTenant(scope) },
    query,
  );
}

/** The provider's trail: what the filters leave as CSV, or the platform's chain as JSON lines, for a provider of all tenants. */
export function exportProviderAudit(scope: ProviderScope, query: AuditExportQuery): Promise<AsyncIterable<string>> {
  const { tenants, actor } = scope;
  if (query.format === 'jsonl' && tenants !== 'ALL')
    throw new AppError('forbidden', { detail: say('access.providerOfAll') });
  return exported(
    { tenantId: null, actor: { id: actor.userId, name: actor.name } },
    { chain: platformChain, trail: trailOfProvider(scope) },
    query,
  );
}

type Whose = { tenantId: string | null; actor: { id: string; name: string } };

/** The entry of the export itself comes after what is in the file. */
async function exported(
  { tenantId, actor }: Whose,
  { chain, trail }: { chain: string; trail: Prisma.AuditEntryWhereInput },
  query: AuditExportQuery,
): Promise<AsyncIterable<string>> {
  const { format, from, to } = query;
  const ends = await chainEnds(db(), chain);
  const now = new Date();
  const entry: AuditInput = {
    tenantId,
    actor,
    action: 'audit.export',
    object: null,
    outcome: 'SUCCEEDED',
    detail: { format, from: from ?? null, to: to ?? null },
  };
  await record(db(), [entry], new Date(now.getTime() + 1));
  return format === 'jsonl'
    ? chainFile(chain, ends, { from: from ? new Date(from) : null, to: to ? new Date(to) : null })
    : table({ AND: [entriesWhere(trail, query), { at: { lte: now } }] });
}

async function* chainFile(
  chain: string,
  { head, cut }: Awaited<ReturnType<typeof chainEnds>>,
  range: { from: Date | null; to: Date | null },
): AsyncGenerator<string> {
  let [entries, unchained] = [0, 0];
  for await (const line of trailLines(db(), { chain, ...range, upTo: head.seq })) {
    if (line.seq === null) unchained += 1;
    else entries += 1;
    yield `${trailLine(line)}\n`;
  }
  yield `${trailLine({ v: 1, end: true, chain, entries, unchained, head, cut })}\n`;
}

const columns: readonly (readonly [name: string, valueOf: (row: AuditRow) => string | null])[] = [
  ['at', (row) => row.at.toISOString()],
  ['actor', (row) => row.actorName],
  ['actor kind', (row) => row.actorKind],
  ['address', (row) => row.address],
  ['action', (row) => row.action],
  ['object kind', (row) => row.objectKind],
  ['object', (row) => row.objectName],
  ['object id', (row) => row.objectId],
  ['outcome', (row) => row.outcome],
  ['detail', (row) => jsonOf(row.detail)],
  ['before', (row) => jsonOf(row.before)],
  ['after', (row) => jsonOf(row.after)],
  ['request id', (row) => row.requestId],
  ['seq', (row) => row.seq?.toString() ?? null],
  ['hash', (row) => row.hash],
];
const batchSize = 1_000;

async function* table(where: Prisma.AuditEntryWhereInput): AsyncGenerator<string> {
  // Spreadsheets take UTF-8 for granted only with this mark.
  yield `\ufeff${csvLine(columns.map(([name]) => name))}`;
  for (let after: string | null = null; ;) {
    const rows: AuditRow[] = await db().auditEntry.findMany({
      where,
      orderBy: inOrder('desc'),
      take: batchSize,
      ...(after === null ? {} : { cursor: { id: after }, skip: 1 }),
    });
    for (const row of rows) yield csvLine(columns.map(([, valueOf]) => valueOf(row) ?? ''));
    after = rows.at(-1)?.id ?? null;
    if (rows.length < batchSize) return;
  }
}

function jsonOf(value: Prisma.JsonValue): string | null {
  return value === null ? null : JSON.stringify(value);
}
