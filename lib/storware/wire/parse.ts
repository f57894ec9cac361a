import 'server-only';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Logger } from 'pino';
import * as z from 'zod';
import type { StorwareList } from '@/lib/storware/model/result';
import { contractError } from '@/lib/storware/outcomes';

/**
 * A wire schema with its name for the log. `plain` is a faster parser for the usual form with the same result; null
 * means that the schema decides. For lists so long that a schema for each element takes seconds.
 */
export type WireKind<T> = { name: string; schema: z.ZodType<T>; plain?: (value: unknown) => T | null };

type Parsed<T> = { ok: true; value: T; drift: string[] } | { ok: false; paths: string[] };

function pathsOf(error: z.ZodError): string[] {
  return [
    ...new Set(
      error.issues.map(
        (issue) => issue.path.map((part) => (typeof part === 'number' ? '[]' : String(part))).join('.') || '(whole)',
      ),
    ),
  ];
}

/**
 * Parses one object. An invalid field is treated as missing and reported as drift; the object is dropped only when it
 * is useless without that field.
 */
export function parseElement<T>({ schema, plain }: WireKind<T>, value: unknown): Parsed<T> {
  const usual = plain?.(value) ?? null;
  if (usual !== null) return { ok: true, value: usual, drift: [] };
  const first = schema.safeParse(value);
  if (first.success) return { ok: true, value: first.data, drift: [] };
  const paths = pathsOf(first.error);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { ok: false, paths };
  const invalidFields = new Set(first.error.issues.map((issue) => String(issue.path[0] ?? '')));
  const second = schema.safeParse(Object.fromEntries(Object.entries(value).filter(([key]) => !invalidFields.has(key))));
  return second.success ? { ok: true, value: second.data, drift: paths } : { ok: false, paths: pathsOf(second.error) };
}

const members = z.object({ members: z.array(z.unknown()) });

/** The elements of a list, `[]` or `{ members: [] }` (STORWARE_API.md 2.4). Throws `upstream_contract` for what is no list. */
export function elementsOf(what: string, body: unknown): unknown[] {
  if (Array.isArray(body)) return body;
  const wrapped = members.safeParse(body);
  if (wrapped.success) return wrapped.data.members;
  throw contractError(`${what}: no list`);
}

/**
 * Parses a list element by element: a broken one is dropped, counted and logged by schema path, never by value. Throws
 * `upstream_contract` for anything but a list.
 */
export function parseList<T>(kind: WireKind<T>, body: unknown, log: Logger): StorwareList<T> {
  const items: T[] = [];
  const brokenPaths = new Set<string>();
  const driftPaths = new Set<string>();
  let broken = 0;
  for (const element of elementsOf(kind.name, body)) {
    const parsed = parseElement(kind, element);
    if (parsed.ok) {
      items.push(parsed.value);
      for (const path of parsed.drift) driftPaths.add(path);
    } else {
      broken += 1;
      for (const path of parsed.paths) brokenPaths.add(path);
    }
  }
  if (broken > 0) reportSchemaDrift(log, 'error', kind.name, [...brokenPaths], broken);
  if (driftPaths.size > 0) reportSchemaDrift(log, 'warn', kind.name, [...driftPaths]);
  return { items, broken };
}

/** Parses one object, or throws `upstream_contract` with the invalid paths. */
export function parseOne<T>(kind: WireKind<T>, body: unknown, log: Logger): T {
  const parsed = parseElement(kind, body);
  if (!parsed.ok) {
    log.error({ kind: kind.name, paths: parsed.paths }, 'storware sends an object that nobody understands');
    throw contractError(kind.name, parsed.paths);
  }
  if (parsed.drift.length > 0) reportSchemaDrift(log, 'warn', kind.name, parsed.drift);
  return parsed.value;
}

/** Keeps the object as received, with unknown fields, beside the parsed one: for read-modify-write (13.53). */
export function withRaw<T extends object>(schema: z.ZodType<T>): z.ZodType<T & { raw: Record<string, unknown> }> {
  return z.record(z.string(), z.unknown()).transform((raw, context) => {
    const parsed = parseElement({ name: '', schema }, raw);
    if (parsed.ok) return { ...parsed.value, raw };
    for (const path of parsed.paths) context.addIssue({ code: 'custom', path: [path], message: 'not understood' });
    return z.NEVER;
  });
}

const elementsPerTurn = 2_000;

/** Like `parseList`, for long lists: yields to other work in between. */
export async function parseLongList<T>(
  kind: WireKind<T>,
  body: unknown,
  log: Logger,
  signal?: AbortSignal,
): Promise<StorwareList<T>> {
  const elements = elementsOf(kind.name, body);
  const whole: StorwareList<T> = { items: [], broken: 0 };
  for (let start = 0; start < elements.length; start += elementsPerTurn) {
    if (start > 0) await nextTurn();
    signal?.throwIfAborted();
    const { items, broken } = parseList(kind, elements.slice(start, start + elementsPerTurn), log);
    for (const item of items) whole.items.push(item);
    whole.broken += broken;
  }
  return whole;
}

const reportEveryMs = 10 * 60_000;
const lastReports = new WeakMap<Logger, Map<string, number>>();

/**
 * Logs by schema path what could not be parsed: once in ten minutes for the same drift, since lists are read every few
 * seconds.
 */
function reportSchemaDrift(
  log: Logger,
  level: 'warn' | 'error',
  kind: string,
  paths: readonly string[],
  broken?: number,
): void {
  const reports = lastReports.get(log) ?? new Map<string, number>();
  lastReports.set(log, reports);
  const key = `${level} ${kind} ${[...paths].sort().join(',')}`;
  const now = Date.now();
  if (now - (reports.get(key) ?? -Infinity) < reportEveryMs) return;
  reports.set(key, now);
  const text =
    level === 'error'
      ? 'storware list has elements that nobody understands'
      : 'storware sends fields in an unknown form';
  log[level]({ kind, paths, ...(broken !== undefined && { broken }) }, text);
}
