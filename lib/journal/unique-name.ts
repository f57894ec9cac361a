import 'server-only';
import { randomInt } from 'node:crypto';

const letters = 'abcdefghijkmnpqrstuvwxyz23456789';

/**
 * A name for Storware that nobody else has, now or later: names are unique over the whole server and compared without case
 * (STORWARE_API.md 14.10), so it is random, and what a lost answer has made can be found by it. Record it before the call.
 */
export function uniqueName(slug: string, of: 'policy' | 'schedule'): string {
  return `${slug}-${of}-${Array.from({ length: 12 }, () => letters[randomInt(letters.length)]).join('')}`;
}
