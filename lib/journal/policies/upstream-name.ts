import 'server-only';
import { randomInt } from 'node:crypto';

const letters = 'abcdefghijkmnpqrstuvwxyz23456789';
const suffixLength = 5;
const separator = ' · ';

/** Storware allows 255 characters (STORWARE_API.md 2.5); a slug has at most 40, and numbers and suffixes need space. */
const longestPart = 90;

/**
 * The name of a tenant's policy and its rule in Storware: `acme · Gold`. Names are unique over the whole server and
 * compared without case (STORWARE_API.md 14.10). A slug belongs to one tenant and contains no separator, so names of
 * two tenants are never the same.
 */
export function upstreamPolicyName(slug: string, policy: string): string {
  return `${slug}${separator}${storableName(policy)}`;
}

/**
 * The name of one of its schedules: `acme · Gold · Nightly`. The names of all Storware schedules of one definition
 * begin so.
 */
export function upstreamScheduleName(slug: string, policy: string, schedule: string): string {
  return `${upstreamPolicyName(slug, policy)}${separator}${storableName(schedule)}`;
}

/**
 * The name to use when the plain one is taken: it is unique, so an object that a lost response has created is found by
 * it.
 */
export function withSuffix(name: string): string {
  return `${name} (${Array.from({ length: suffixLength }, () => letters[randomInt(letters.length)]).join('')})`;
}

/**
 * A name that is not in `taken` (in the form of `nameForm`) and is added to it: the base itself, else numbered from 2
 * on.
 */
export function nextName(base: string, taken: Set<string>): string {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? base : `${base}${separator}${number}`;
    if (taken.has(nameForm(name))) continue;
    taken.add(nameForm(name));
    return name;
  }
}

/** Whether Storware's name has the meaning of `base`: alone, numbered or with a suffix. Then it stays. */
export function says(held: string, base: string): boolean {
  const rest = nameForm(held).startsWith(nameForm(base)) ? nameForm(held).slice(nameForm(base).length) : null;
  return rest !== null && /^(?: · \d{1,3})?(?: \([a-z2-9]{5}\))?$/.test(rest);
}

/** For comparing names like the server: it adds `uuid_<project>_` in front of some (13.6) and ignores the case. */
export function nameForm(name: string): string {
  return name
    .replace(/^uuid_[^_]+_/, '')
    .trim()
    .toLowerCase();
}

/**
 * A tenant's name without invisible characters and those that a database of three-byte characters refuses, cut to the
 * available length.
 */
function storableName(name: string): string {
  const plain = name
    .normalize('NFC')
    .replace(/[\p{C}\p{Z}\s]+/gu, ' ')
    .replace(/[\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll('\\', '/')
    .trim();
  if (plain === '') return 'Unnamed';
  return plain.length > longestPart ? `${plain.slice(0, longestPart - 1).trimEnd()}…` : plain;
}
