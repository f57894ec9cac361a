import 'server-only';
import { AuditActorKind } from '@/lib/contracts/audit';
import { genesisHash } from '@/lib/core/audit-chain';
import type { ChainedContent, TrailEnd, TrailLine, UnchainedLine } from '@/lib/core/audit-chain';
import type { Db, Tx } from './client';
import type { Prisma } from './generated/client';

export type AuditRow = Prisma.AuditEntryGetPayload<object>;

/** A chain up to this place, or the part of it between two times. */
type Part = { readonly chain: string; readonly from: Date | null; readonly to: Date | null; readonly upTo: number };

const batchSize = 1_000;

/**
 * The entries of a chain in their order, read in batches: first those from before chaining, then the others without gaps.
 */
export async function* trailLines(db: Db, { chain, from, to, upTo }: Part): AsyncGenerator<TrailLine | UnchainedLine> {
  const range = { ...(from ? { gte: from } : {}), ...(to ? { lte: to } : {}) };
  const isLimited = from !== null || to !== null;
  for (let after: string | null = null; ;) {
    const rows: AuditRow[] = await db.auditEntry.findMany({
      where: { chain, seq: null, ...(isLimited ? { at: range } : {}) },
      orderBy: [{ at: 'asc' }, { id: 'asc' }],
      take: batchSize,
      ...(after === null ? {} : { cursor: { id: after }, skip: 1 }),
    });
    for (const row of rows) yield { ...contentOf(row), seq: null, prevHash: null, hash: null };
    after = rows.at(-1)?.id ?? null;
    if (rows.length < batchSize) break;
  }
  const bounds = await db.auditEntry.aggregate({
    where: { chain, seq: { lte: upTo }, ...(isLimited ? { at: range } : {}) },
    _min: { seq: true },
    _max: { seq: true },
  });
  let next = bounds._min.seq;
  const last = bounds._max.seq;
  while (next !== null && last !== null && next <= last) {
    const rows: AuditRow[] = await db.auditEntry.findMany({
      where: { chain, seq: { gte: next, lte: last } },
      orderBy: { seq: 'asc' },
      take: batchSize,
    });
    for (const row of rows)
      if (row.seq !== null && row.prevHash !== null && row.hash !== null)
        yield { ...contentOf(row), seq: Number(row.seq), prevHash: row.prevHash, hash: row.hash };
    next = rows.length < batchSize ? null : (rows.at(-1)?.seq ?? last) + 1n;
  }
}

/** An entry as it was hashed, but for its place. */
function contentOf(row: AuditRow): Omit<ChainedContent, 'seq' | 'prevHash'> {
  return {
    v: 1,
    chain: row.chain,
    id: row.id,
    at: row.at.toISOString(),
    actor: { id: row.actorId, name: row.actorName, kind: AuditActorKind.catch('SYSTEM').parse(row.actorKind) },
    address: row.address,
    action: row.action,
    object:
      row.objectKind === null || row.objectId === null
        ? null
        : { kind: row.objectKind, id: row.objectId, name: row.objectName ?? row.objectId },
    outcome: row.outcome,
    detail: objectOf(row.detail),
    before: objectOf(row.before),
    after: objectOf(row.after),
    requestId: row.requestId,
  };
}

function objectOf(value: Prisma.JsonValue): ChainedContent['detail'] {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
    ? (value as ChainedContent['detail'])
    : null;
}

/** Where the chain ends now, and up to where its oldest entries were removed. */
export async function chainEnds(tx: Tx | Db, chain: string): Promise<Pick<TrailEnd, 'head' | 'cut'>> {
  const row = await tx.auditChain.findUnique({ where: { id: chain } });
  return {
    head: { seq: Number(row?.headSeq ?? 0), hash: row?.headHash ?? genesisHash },
    cut: { seq: Number(row?.cutSeq ?? 0), hash: row?.cutHash ?? genesisHash },
  };
}
