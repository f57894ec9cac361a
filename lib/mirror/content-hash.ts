import 'server-only';
import { createHash } from 'node:crypto';

/** A short fingerprint of a row as it is stored: equal rows have equal ones, whatever the order in which they were read. */
export function contentHash(row: object): string {
  return createHash('sha1').update(JSON.stringify(row)).digest('base64url');
}
