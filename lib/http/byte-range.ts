import { AppError } from '@/lib/core/app-error';

/** A part of a file, both ends included. */
export type ByteRange = { readonly from: number; readonly to: number };
/** A file of a known length, and the tag that is another one when its bytes are. */
export type RangedFile = { readonly sizeBytes: number; readonly entityTag: string };

/**
 * The part of `file` that a GET asks for (RFC 9110, 14.2 and 13.1.5), or null for the whole: also where `Range` is
 * malformed or names several parts, and where `If-Range` names another version. Throws `range_not_satisfiable`.
 */
export function byteRange(headers: Headers, { sizeBytes, entityTag }: RangedFile): ByteRange | null {
  const ifRange = headers.get('if-range')?.trim() ?? null;
  const parts = /^bytes\s*=\s*(\d*)\s*-\s*(\d*)$/i.exec(headers.get('range')?.trim() ?? '');
  if (!parts || (ifRange !== null && ifRange !== entityTag)) return null;
  const [first = '', last = ''] = parts.slice(1);
  if (first === '' && last === '') return null;
  if (first !== '' && last !== '' && Number(last) < Number(first)) return null;
  const from = first === '' ? Math.max(0, sizeBytes - Number(last)) : Number(first);
  const to = first === '' || last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  if (from > to) throw new AppError('range_not_satisfiable', { headers: { 'Content-Range': `bytes */${sizeBytes}` } });
  return { from, to };
}
