import { createHash, randomBytes } from 'node:crypto';
import { env } from './env';

/** A new random text of 256 bits that lets its holder in, and the hash under which it is stored. */
export function makeSecret(prefix = ''): { secret: string; hash: string } {
  const secret = `${prefix}${randomBytes(32).toString('base64url')}`;
  return { secret, hash: hashOfSecret(secret) };
}

/** The hash under which such a text is stored. No salt: nobody can guess 256 random bits. */
export function hashOfSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** The address of a page that opens by such a text, as people get it. */
export function linkTo(page: '/invite' | '/reset', secret: string): string {
  return `${env().portalUrl}${page}/${secret}`;
}
