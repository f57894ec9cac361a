import 'server-only';
import { randomUUID } from 'node:crypto';
import type { AuditAction, AuditActorKind, AuditOutcome } from '@/lib/contracts/audit';
import { genesisHash, hashOfEntry, platformChain } from '@/lib/core/audit-chain';
import type { ChainedContent } from '@/lib/core/audit-chain';
import { canonicalJson } from '@/lib/core/canonical-json';
import type { JsonValue } from '@/lib/core/canonical-json';
import { currentlyActingAs, requestOrigin } from '@/lib/core/call-context';
import { storableText } from '@/lib/core/storable';
import { recordTenantChanges } from './change-feed';
import type { Db, Tx } from './client';
import { Prisma } from './generated/client';
import { doLast, inTransaction } from './last-acts';
import type { LastAct } from './last-acts';

export type AuditInput = {
  /** The tenant in whose trail it stands; null: the platform's. */
  tenantId: string | null;
  /** Without a `kind`: the portal itself where there is no id, else as the caller of the request acts. */
  actor: { id: string | null; name: string; kind?: AuditActorKind };
  action: AuditAction;
  object: { kind: string; id: string; name: string } | null;
  outcome: AuditOutcome;
  detail?: Prisma.InputJsonObject;
  /** What a change replaced, and by what: only the fields that differ. */
  before?: Prisma.InputJsonObject;
  after?: Prisma.InputJsonObject;
  /** Those of the present request, unless given. */
  address?: string | null | undefined;
  requestId?: string | undefined;
};

/** An entry before it has its place in the chain. */
type Unplaced = Omit<ChainedContent, 'seq' | 'prevHash'> & { readonly tenantId: string | null };

/**
 * Writes an audit entry in the caller's transaction: no change without its entry, no entry without its change. The entry
 * gets its place in the chain at the end of the transaction.
 */
export function audit(tx: Tx | Db, input: AuditInput): Promise<void> {
  return record(tx, [input]);
}

/** The same for several entries. */
export function record(tx: Tx | Db, inputs: readonly AuditInput[], at: Date = new Date()): Promise<void> {
  const entries = inputs.map((input) => unplaced(input, at));
  return inTransaction(tx, (inner) => doLast(inner, appending, entries));
}

function unplaced(input: AuditInput, at: Date): Unplaced {
  const { tenantId, actor, action, object, outcome } = input;
  const origin = requestOrigin();
  const kind = actor.kind ?? (actor.id === null ? 'SYSTEM' : currentlyActingAs());
  const content = {
    v: 1 as const,
    chain: tenantId ?? platformChain,
    id: randomUUID(),
    at: at.toISOString(),
    actor: { id: actor.id, name: actor.name, kind },
    address: input.address === undefined ? (origin?.address ?? null) : input.address,
    action,
    object,
    outcome,
    detail: input.detail ?? null,
    before: input.before ?? null,
    after: input.after ?? null,
    requestId: input.requestId ?? origin?.requestId ?? null,
  };
  // As the database will give it back: without what JSON leaves out and what PostgreSQL can't store.
  return { ...(JSON.parse(storable(content)) as Omit<Unplaced, 'tenantId'>), tenantId };
}

function storable(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) => (typeof member === 'string' ? storableText(member) : member));
}

/** The fields of two states that differ, for `before` and `after`. */
export function changeOf(
  before: Prisma.InputJsonObject,
  after: Prisma.InputJsonObject,
): { before: Prisma.InputJsonObject; after: Prisma.InputJsonObject } {
  const textOf = (state: Prisma.InputJsonObject, key: string) => canonicalJson((state[key] ?? null) as JsonValue);
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (key) => textOf(before, key) !== textOf(after, key),
  );
  const only = (state: Prisma.InputJsonObject) => Object.fromEntries(keys.map((key) => [key, state[key] ?? null]));
  return { before: only(before), after: only(after) };
}

type Head = { id: string; headSeq: bigint; headHash: string };

const appending: LastAct<Unplaced> = {
  rank: 1,
  run: async (tx, entries) => {
    const heads = new Map((await lockHeads(tx, entries)).map((head) => [head.id, head]));
    const rows = entries.map(({ tenantId, ...entry }) => {
      const head = heads.get(entry.chain);
      if (!head) throw new Error('the chain of an audit entry is not locked');
      const content = { ...entry, seq: Number(head.headSeq) + 1, prevHash: head.headHash };
      const hash = hashOfEntry(content);
      heads.set(entry.chain, { id: entry.chain, headSeq: BigInt(content.seq), headHash: hash });
      return rowOf(content, hash, tenantId);
    });
    await insert(tx, rows, [...heads.values()]);
    const tenants = new Set(entries.flatMap(({ tenantId }) => tenantId ?? []));
    await recordTenantChanges(
      tx,
      [...tenants].map((tenantId) => ({ tenantId, kind: 'audit', objectId: '' })),
    );
  },
};

/**
 * Removes the oldest entries of each chain that are older than `before`, at most `limit` of each; the chain remembers up to where.
 * Returns how many. Throws for a time that is less than 30 days ago.
 */
export async function removeOldEntries(db: Db, before: Date, limit: number): Promise<number> {
  const [removed] = await db.$queryRaw<{ count: bigint }[]>`SELECT "audit_retain"(${before}, ${limit}::int) AS count`;
  return Number(removed?.count ?? 0);
}

/**
 * Locks the chains in the order of their ids, so that two transactions with entries in several never wait for each other. While one
 * of them is still to be made none is locked.
 */
async function lockHeads(tx: Tx, entries: readonly Unplaced[]): Promise<Head[]> {
  const ids = [...new Set(entries.map(({ chain }) => chain))];
  const lock = () => tx.$queryRaw<Head[]>`
    SELECT "id", "headSeq", "headHash" FROM "AuditChain" WHERE "id" = ANY(${ids}::text[])
      AND (SELECT count(*) FROM "AuditChain" WHERE "id" = ANY(${ids}::text[])) = ${ids.length}
    ORDER BY "id" FOR UPDATE`;
  const heads = await lock();
  if (heads.length === ids.length) return heads;
  await tx.$executeRaw`
    INSERT INTO "AuditChain" ("id", "headHash", "cutHash")
    SELECT id, ${genesisHash}, ${genesisHash} FROM unnest(${ids}::text[]) AS id ORDER BY id ON CONFLICT DO NOTHING`;
  return lock();
}

function rowOf({ actor, object, v: _, ...content }: ChainedContent, hash: string, tenantId: string | null) {
  return {
    ...content,
    hash,
    tenantId,
    actorId: actor.id,
    actorName: actor.name,
    actorKind: actor.kind,
    objectKind: object?.kind ?? null,
    objectId: object?.id ?? null,
    objectName: object?.name ?? null,
  };
}

type Row = ReturnType<typeof rowOf>;

async function insert(tx: Tx, rows: readonly Row[], heads: readonly Head[]): Promise<void> {
  const moved = heads.map(({ id, headSeq, headHash }) => ({ id, headSeq: Number(headSeq), headHash }));
  await tx.$executeRaw(Prisma.sql`
    WITH made AS (
      INSERT INTO "AuditEntry" ("id", "at", "chain", "seq", "prevHash", "hash", "tenantId", "actorId", "actorName", "actorKind", "address",
        "action", "objectKind", "objectId", "objectName", "outcome", "detail", "before", "after", "requestId")
      SELECT "id", "at", "chain", "seq", "prevHash", "hash", "tenantId", "actorId", "actorName", "actorKind", "address",
        "action", "objectKind", "objectId", "objectName", "outcome", "detail", "before", "after", "requestId"
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r("id" text, "at" timestamptz, "chain" text, "seq" bigint, "prevHash" text,
        "hash" text, "tenantId" text, "actorId" text, "actorName" text, "actorKind" text, "address" text, "action" text, "objectKind" text,
        "objectId" text, "objectName" text, "outcome" text, "detail" jsonb, "before" jsonb, "after" jsonb, "requestId" text)
    )
    UPDATE "AuditChain" c SET "headSeq" = h."headSeq", "headHash" = h."headHash"
    FROM jsonb_to_recordset(${JSON.stringify(moved)}::jsonb) AS h("id" text, "headSeq" bigint, "headHash" text) WHERE c."id" = h."id"`);
}
