import 'server-only';
import { hash, verify } from '@node-rs/argon2';
import type { Options } from '@node-rs/argon2';

/** Argon2id with the OWASP minimum of 19 MiB, two passes and one lane; `2` is `Algorithm.Argon2id`, a const enum that isolated modules can't read. */
const parameters = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 } satisfies Options;

/** Longer input is refused before hashing, so that it can't be used to keep the CPU busy. */
export const maxPasswordLength = 512;

/** Hash of an unknown random text with the same parameters: an unknown account takes as much time as a known one. */
export const unknownAccountHash =
  '$argon2id$v=19$m=19456,t=2,p=1$PxlOkyg3uEVgQRQn09GtWA$rNdYg/xySHJeFx+TRVI4aSVSnDz1jSxZ7xQtXI/MOAU';

/**
 * Makes the PHC string that is stored for `password`; salted, so that it differs each time. Throws on input over
 * `maxPasswordLength`.
 */
export async function hashPassword(password: string): Promise<string> {
  if (password.length > maxPasswordLength)
    throw new RangeError(`A password has at most ${maxPasswordLength} characters`);
  return hash(password, parameters);
}

/**
 * True when `password` matches `stored`. With `stored` null (no such account) it does the same work and returns false,
 * so that time does not reveal which accounts exist.
 */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  const given = password.slice(0, maxPasswordLength);
  const matches = await verify(stored ?? unknownAccountHash, given);
  return matches && stored !== null && given.length === password.length;
}
