import 'server-only';
import { randomInt } from 'node:crypto';

const letters = 'abcdefghijkmnpqrstuvwxyz23456789';
const suffixLength = 5;
const separator = ' · ';

/** Storware allows 255 characters (STORWARE_API.md 2.5); a slug has at most 40, and numbers and suffixes want room. */
const longestPart = 90;

/**
 * What Storware calls a policy of a tenant and its rule: `acme · Gold`. Names are unique over the whole server and compared without case
 * (STORWARE_API.md 14.10). A slug is one tenant's alone and has no separator in it, so two tenants' names can't be the same.
 */
export function upstreamPolicyName(slug: string, policy: string): string {
  return `${slug}${separator}${storableName(policy)}`;
}

/** The same of one of its schedules: `acme · Gold · Nightly`. All that Storware holds for one schedule of a tenant begins like this. */
export function upstreamScheduleName(slug: string, policy: string, schedule: string): string {
  return `${upstreamPolicyName(slug, policy)}${separator}${storableName(schedule)}`;
}

/** The name for when somebody has the plain one already: nobody has this, now or later, so that what a lost answer has made is found by it. */
export function withSuffix(name: string): string {
  return `${name} (${Array.from({ length: suffixLength }, () => letters[randomInt(letters.length)]).join('')})`;
}

/** A name that is not in `taken` (as `nameForm` writes them) and is put into it: the base itself, else numbered from 2 on. */
export function nextName(base: string, taken: Set<string>): string {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? base : `${base}${separator}${number}`;
    if (taken.has(nameForm(name))) continue;
    taken.add(nameForm(name));
    return name;
  }
}

/** Whether Storware's name says what `base` says: alone, numbered or with a suffix. Then it stays as it is. */
export function says(held: string, base: string): boolean {
  const rest = nameForm(held).startsWith(nameForm(base)) ? nameForm(held).slice(nameForm(base).length) : null;
  return rest !== null && /^(?: · \d{1,3})?(?: \([a-z2-9]{5}\))?$/.test(rest);
}

/** For comparing names as the server does: it puts `uuid_<project>_` in front of some (13.6) and does not mind the case. */
export function nameForm(name: string): string {
  return name
    .replace(/^uuid_[^_]+_/, '')
    .trim()
    .toLowerCase();
}

/** A tenant's own name without what is invisible, or what a database of three-byte characters refuses, and not longer than there is room for. */
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
