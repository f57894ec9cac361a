import 'server-only';
import * as z from 'zod';
import type { FieldFault } from '@/lib/contracts/problem';
import { Guid, IdempotencyKey, TenantSlug } from '@/lib/contracts/scalar';
import { AppError } from '@/lib/core/app-error';
import { faultsOfInput } from '@/lib/contracts/faults';
import { fieldFault, say } from '@/lib/core/say';
import { isStorableJson } from '@/lib/core/storable';

export const maxBodyBytes = 256 * 1024;

/** Reads a query into an object; a repeated key is a list, which only list fields accept. */
function queryObject(parameters: URLSearchParams): Record<string, string | string[]> {
  const result: Record<string, string | string[]> = Object.create(null) as Record<string, string | string[]>;
  for (const key of new Set(parameters.keys())) {
    const values = parameters.getAll(key);
    const [first] = values;
    if (first !== undefined) result[key] = values.length === 1 ? first : values;
  }
  return result;
}

/** Parses a query. Text that PostgreSQL can't store is refused. */
export function parseQuery<S extends z.ZodType>(
  schema: S,
  parameters: URLSearchParams,
): { value: z.output<S> } | { faults: FieldFault[] } {
  const given = queryObject(parameters);
  const unreadable = Object.entries(given).filter(([, value]) => !isStorableJson(value));
  if (unreadable.length > 0)
    return { faults: unreadable.map(([path]) => fieldFault(path, 'field.characterNotAllowed')) };
  const result = schema.safeParse(given);
  return result.success ? { value: result.data } : { faults: faultsOfInput(result.error) };
}

/** Parses the parameters of a path. An invalid id is not found, like an unknown one. */
export function parseParams<S extends z.ZodType>(
  schema: S,
  given: Record<string, string | string[] | undefined>,
): z.output<S> {
  const result = schema.safeParse(given);
  if (!result.success || !isStorableJson(given))
    throw new AppError('not_found', { meta: { reason: 'malformed path parameter' } });
  return result.data;
}

/**
 * Reads and parses a JSON body of at most `maxBodyBytes`. Throws `malformed_request` or `payload_too_large`; returns
 * validation errors of its content.
 */
export async function parseBody<S extends z.ZodType>(
  schema: S,
  request: Request,
): Promise<{ value: z.output<S> } | { faults: FieldFault[] }> {
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/json\s*(?:;\s*charset="?utf-8"?\s*)?$/i.test(type.trim())) {
    throw new AppError('malformed_request', {
      detail: say('request.notJsonType'),
    });
  }
  const bytes = await readCapped(request);
  const given = parseJson(bytes);
  const result = schema.safeParse(given);
  if (!result.success) return { faults: faultsOfInput(result.error) };
  const faults = unstorablePaths(given).map((path) => fieldFault(path, 'field.characterNotAllowed'));
  return faults.length === 0 ? { value: result.data } : { faults };
}

/** The paths of texts with a zero byte or half a surrogate pair, which can't be stored. */
function unstorablePaths(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return isStorableJson(value) ? [] : [path];
  return Object.entries(value).flatMap(([key, member]) =>
    unstorablePaths(member, path === '' ? key : `${path}.${key}`),
  );
}

/** Parses the `Idempotency-Key` header of a request that starts work. */
export function parseIdempotencyKey(headers: Headers): { value: string } | { faults: FieldFault[] } {
  const result = IdempotencyKey.safeParse(headers.get('idempotency-key') ?? '');
  // UUIDs of different case are the same key.
  return result.success
    ? { value: result.data.toLowerCase() }
    : { faults: faultsOfInput(result.error, 'Idempotency-Key') };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch (cause) {
    throw new AppError('malformed_request', { detail: say('request.notJson'), cause });
  }
}

async function readCapped(request: Request): Promise<Uint8Array> {
  const tooLarge = () =>
    new AppError('payload_too_large', { detail: say('request.bodyTooLarge', { kib: maxBodyBytes / 1024 }) });
  if (Number(request.headers.get('content-length') ?? 0) > maxBodyBytes) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBodyBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export const GuidParams = z.object({ guid: Guid });
/** Ids of operations are made by the portal: only a UUID can exist. */
export const OperationParams = z.object({ id: z.guid() });
/** The same of assignments. */
export const AssignmentParams = z.object({ id: z.guid() });
export const TenantParams = z.object({ slug: TenantSlug });

/** Ids of members, invitations, sessions and tokens are made by the portal, too. */
export const IdParams = z.object({ id: z.guid() });
/** Ids of downloads are made by the portal. */
export const MountDownloadParams = z.object({ guid: Guid, id: z.guid() });
/** 256 bits in base64url: nothing else can exist. */
export const DownloadTokenParams = z.object({ token: z.string().regex(/^[\w-]{43}$/) });
