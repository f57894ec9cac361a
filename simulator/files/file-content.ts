import { hash32, randomFor } from '@/simulator/random';

import type { RegularFile } from './file-node';

const CHUNK = 64 * 1024;

const numbers = randomFor(0, 'file content');
/** Twice as long as a chunk: every file begins at a place of its own in it. */
const PATTERN = Buffer.from(Array.from({ length: 2 * CHUNK }, () => Math.floor(numbers() * 256)));

/**
 * The bytes of a file in chunks of 64 KiB, made one by one as they are asked for: a file of any size takes no memory. Every chunk
 * begins with its own number, so that a missing or doubled one shows.
 */
export function* contentOf(file: RegularFile): Generator<Buffer> {
  if (file.text !== null) {
    if (file.text !== '') yield Buffer.from(file.text);
    return;
  }
  const start = hash32(file.seed) % CHUNK;
  for (let offset = 0, number = 0; offset < file.size; offset += CHUNK, number += 1) {
    const chunk = Buffer.from(PATTERN.subarray(start, start + Math.min(CHUNK, file.size - offset)));
    if (chunk.length >= 8) chunk.writeBigUInt64BE(BigInt(number));
    yield chunk;
  }
}
