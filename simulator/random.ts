/** Numbers in [0, 1) that depend only on their seed. */
export type Random = () => number;

function mix(hash: number, char: number): number {
  return Math.imul(hash ^ char, 2654435761) >>> 0;
}

/** A 32-bit hash of a text; `salt` gives independent hashes of the same text. */
export function hash32(text: string, salt = 0): number {
  let hash = (2166136261 ^ salt) >>> 0;
  for (let i = 0; i < text.length; i += 1) hash = mix(hash, text.charCodeAt(i));
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 2246822507) >>> 0;
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 3266489909) >>> 0;
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A generator (mulberry32) for one topic of the seed: topics are independent of each other. */
export function randomFor(seed: number, topic: string): Random {
  let state = hash32(topic, seed);
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function hex32(value: number): string {
  return `${HEX[value >>> 24] ?? ''}${HEX[(value >>> 16) & 255] ?? ''}${HEX[(value >>> 8) & 255] ?? ''}${HEX[value & 255] ?? ''}`;
}

/** 32 hex digits that depend only on seed and name; the form of a Keystone project id. */
export function hexFor(seed: number, name: string): string {
  return (
    hex32(hash32(name, seed)) +
    hex32(hash32(name, seed ^ 0x51ed270b)) +
    hex32(hash32(name, seed ^ 0x2545f491)) +
    hex32(hash32(name, seed ^ 0x68bc21eb))
  );
}

/** A version 4 UUID that depends only on seed and name. */
export function guidFor(seed: number, name: string): string {
  const hex = hexFor(seed, name);
  const variant = (8 | (parseInt(hex.charAt(16), 16) & 3)).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/**
 * The guid of a part (a file, a location) of the object that has `guid`. Reversible: the same salt gives the owner
 * back, so that hundreds of thousands of parts need no index.
 */
export function partGuid(guid: string, salt: number): string {
  const head = parseInt(guid.slice(0, 8), 16);
  return hex32((head ^ Math.imul(salt + 1, 0x9e3779b1)) >>> 0) + guid.slice(8);
}

/** An integer from `min` to `max`, both included. */
export function integerBetween(random: Random, min: number, max: number): number {
  return min + Math.floor(random() * (max - min + 1));
}

/** One of the list; the list must not be empty. */
export function pick<T>(random: Random, list: readonly T[]): T {
  const chosen = list[Math.floor(random() * list.length)];
  if (chosen === undefined) throw new Error('pick: nothing to choose from');
  return chosen;
}
