import { createHash } from 'node:crypto';
import * as z from 'zod';
import { canonicalJson } from './canonical-json';

/** The chain of what belongs to no tenant. */
export const platformChain = 'platform';
/** What the first entry of a chain names as the hash before it. */
export const genesisHash = '0'.repeat(64);

const Hash = z.string().regex(/^[0-9a-f]{64}$/);
const Seq = z.number().int().min(1);
const Json = z.record(z.string(), z.json()).nullable();

/** An entry as it is hashed and exported: see docs/audit-trail.md, which is the promise. */
const Content = z.strictObject({
  v: z.literal(1),
  chain: z.string().min(1),
  seq: Seq,
  prevHash: Hash,
  id: z.string(),
  at: z.iso.datetime({ precision: 3 }),
  actor: z.strictObject({ id: z.string().nullable(), name: z.string(), kind: z.string() }),
  address: z.string().nullable(),
  action: z.string(),
  object: z.strictObject({ kind: z.string(), id: z.string(), name: z.string() }).nullable(),
  outcome: z.string(),
  detail: Json,
  before: Json,
  after: Json,
  requestId: z.string().nullable(),
});
export type ChainedContent = z.infer<typeof Content>;

const Chained = Content.extend({ hash: Hash });
/** From before there were chains: nothing vouches for it. */
const Unchained = Content.extend({ seq: z.null(), prevHash: z.null(), hash: z.null() });
/** The last line of an export: without it the file was cut off. */
const End = z.strictObject({
  v: z.literal(1),
  end: z.literal(true),
  chain: z.string().min(1),
  entries: z.number().int().min(0),
  unchained: z.number().int().min(0),
  /** The end of the chain when the export began, and up to where its oldest entries had been removed. */
  head: z.strictObject({ seq: z.number().int().min(0), hash: Hash }),
  cut: z.strictObject({ seq: z.number().int().min(0), hash: Hash }),
});
export type TrailEnd = z.infer<typeof End>;
export type TrailLine = ChainedContent & { hash: string };
export type UnchainedLine = z.infer<typeof Unchained>;

/** The hash of an entry: SHA-256 over its canonical JSON, which holds the hash of the entry before it. */
export function hashOfEntry(content: ChainedContent): string {
  return createHash('sha256').update(canonicalJson(content), 'utf8').digest('hex');
}

/** An entry, or the end, as a line of an export. */
export function trailLine(line: TrailLine | UnchainedLine | TrailEnd): string {
  return canonicalJson(line);
}

export type Verdict =
  | {
      readonly isWhole: true;
      readonly chain: string;
      readonly entries: number;
      /** Entries from before chaining. */
      readonly unchained: number;
      readonly first: number | null;
      readonly last: { readonly seq: number; readonly hash: string } | null;
      readonly head: { readonly seq: number; readonly hash: string };
    }
  | { readonly isWhole: false; readonly line: number; readonly entry: string | null; readonly reason: string };

type Progress = {
  chain: string | null;
  entries: number;
  unchained: number;
  first: { seq: number; prevHash: string } | null;
  last: { seq: number; hash: string } | null;
};

/** Checks an export, line by line, with nothing else at hand. The first line that does not fit is named. */
export async function verifyTrail(lines: AsyncIterable<string>): Promise<Verdict> {
  const progress: Progress = { chain: null, entries: 0, unchained: 0, first: null, last: null };
  let line = 0;
  let end: TrailEnd | null = null;
  for await (const text of lines) {
    line += 1;
    const parsed = parseLine(text);
    if (parsed === null) return { isWhole: false, line, entry: null, reason: 'it is no line that an export has' };
    const isEnd = 'end' in parsed;
    const entry = isEnd ? null : nameOf(parsed);
    const fault = end !== null ? 'it comes after the end' : faultOf(progress, parsed);
    if (fault !== null) return { isWhole: false, line, entry, reason: fault };
    if (isEnd) end = parsed;
  }
  if (end === null)
    return { isWhole: false, line: line + 1, entry: null, reason: 'the file ends before the export did' };
  const { entries, unchained, first, last } = progress;
  return { isWhole: true, chain: end.chain, entries, unchained, first: first?.seq ?? null, last, head: end.head };
}

type Line = z.infer<typeof Chained> | UnchainedLine | TrailEnd;

/** Null also for what is not written in the canonical form: nothing hides in white space or in a second member of the same name. */
function parseLine(text: string): Line | null {
  try {
    const line = JSON.parse(text) as Line;
    // Not what zod returns: it leaves out a member called __proto__.
    z.union([Chained, Unchained, End]).parse(line);
    return canonicalJson(line) === text ? line : null;
  } catch {
    return null;
  }
}

function nameOf({ seq, id }: Exclude<Line, TrailEnd>): string {
  return seq === null ? `entry ${id}` : `entry ${seq} (${id})`;
}

/** What is wrong with this line after those before it; null when it fits, and is then counted. */
function faultOf(progress: Progress, line: Line): string | null {
  if (progress.chain !== null && line.chain !== progress.chain) return 'it belongs to another chain';
  progress.chain = line.chain;
  if ('end' in line) return faultOfEnd(progress, line);
  if (line.seq === null) {
    if (progress.last !== null) return 'it has no place in the chain, but comes after entries that have';
    progress.unchained += 1;
    return null;
  }
  const { hash, ...content } = line;
  if (hashOfEntry(content) !== hash) return 'its content does not have its hash: it was changed';
  const { last } = progress;
  if (last && line.seq !== last.seq + 1) return `it follows entry ${last.seq}: entries are missing, moved or repeated`;
  if (last && line.prevHash !== last.hash) return `it does not name the hash of entry ${last.seq}`;
  if (line.seq === 1 && line.prevHash !== genesisHash) return 'it is the first of its chain, but names one before it';
  progress.first ??= { seq: line.seq, prevHash: line.prevHash };
  progress.last = { seq: line.seq, hash };
  progress.entries += 1;
  return null;
}

function faultOfEnd({ entries, unchained, first, last }: Progress, end: TrailEnd): string | null {
  if (end.entries !== entries || end.unchained !== unchained)
    return `it counts ${end.entries + end.unchained} entries, the file has ${entries + unchained}`;
  if (first && first.seq <= end.cut.seq) return 'it says that the first entries had been removed';
  if (first?.seq === end.cut.seq + 1 && first.prevHash !== end.cut.hash)
    return 'the first entry does not follow the last one that was removed';
  if (last && last.seq > end.head.seq) return 'it names an end of the chain before the last entry';
  if (last?.seq === end.head.seq && last.hash !== end.head.hash) return 'the last entry is not the end that it names';
  return null;
}
