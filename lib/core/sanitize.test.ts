import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sanitizeStatusInfo, maxSanitizedLength } from './failure';

const label = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}[a-z0-9]$/);
const host = fc.array(label, { minLength: 2, maxLength: 4 }).map((labels) => labels.join('.'));
const port = fc.integer({ min: 10, max: 65535 });
const infrastructure = fc.oneof(
  fc.ipV4(),
  fc.tuple(fc.ipV4(), port).map(([ip, number]) => `${ip}:${number}`),
  fc.ipV6(),
  fc.uuid(),
  fc.webUrl({ withQueryParameters: true }),
  host,
  fc.tuple(host, port).map(([name, number]) => `${name}:${number}`),
  fc.tuple(label, port).map(([name, number]) => `${name}:${number}`),
  fc.array(label, { minLength: 1, maxLength: 5 }).map((parts) => `/${parts.join('/')}`),
  fc.array(label, { minLength: 1, maxLength: 4 }).map((parts) => `C:\\${parts.join('\\')}`),
  fc.array(label, { minLength: 2, maxLength: 4 }).map((parts) => `\\\\${parts.join('\\')}`),
);
const words = fc
  .array(
    fc.constantFrom(
      'Backup',
      'failed',
      'while',
      'reading',
      'from',
      'to',
      'the',
      'disk',
      'not',
      'enough',
      'space',
      '(',
      ')',
      ',',
      "'",
    ),
    { maxLength: 8 },
  )
  .map((list) => list.join(' '));

const plainWords = new Set(['backup', 'failed', 'reading', 'enough']);

describe('sanitizeStatusInfo', () => {
  test('removes addresses, hosts, URLs, paths and guids at every position', () => {
    fc.assert(
      fc.property(
        words,
        infrastructure,
        words,
        fc.constantFrom(' ', '\n', '\t', ' "', " '", ' ('),
        (before, secret, after, joint) => {
          const sanitized = sanitizeStatusInfo(`${before}${joint}${secret} ${after}`);
          expect(sanitized).not.toContain(secret);
          // No recognisable part of it either.
          for (const part of secret
            .split(/[^a-z0-9-]+/i)
            .filter((piece) => piece.length >= 6 && !plainWords.has(piece.toLowerCase())))
            expect(sanitized).not.toContain(part);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('makes any text one line of limited length, and a second run changes nothing', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 600 }),
          fc.array(fc.oneof(words, infrastructure), { maxLength: 40 }).map((parts) => parts.join(' ')),
        ),
        (text) => {
          const sanitized = sanitizeStatusInfo(text);
          expect(sanitized.length).toBeLessThanOrEqual(maxSanitizedLength);
          expect(sanitized).not.toMatch(/[\n\r\t\0]/);
          expect(sanitizeStatusInfo(sanitized)).toBe(sanitized);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test.each([
    ['Task was not started within its time window', 'Task was not started within its time window'],
    ['Not enough space in staging', 'Not enough space in staging'],
    ['Canceled by user', 'Canceled by user'],
    ['Export failed at 66.5 % after 3 retries', 'Export failed at 66.5 % after 3 retries'],
    ["Can't connect to https://10.0.0.5:5000/v3 (user admin@cloud.example)", "Can't connect to … (user …"],
    ['Node vprotect-node1 is down', 'Node … is down'],
    ['Snapshot on node-07 and compute-1 took too long', 'Snapshot on … and … took too long'],
    ['java.io.IOException: No space left on device /vprotect_data/3afcd507', '…: No space left on device …'],
    ['login with password=S3cret! was refused', 'login with … was refused'],
    ['the password S3cret! was refused, its token is "t0ken"', 'the password … was refused, its token is …'],
    ['Wrong password for the second disk', 'Wrong password for the second disk'],
    ['10.1.2.3', ''],
    ['', ''],
  ])('%j becomes %j', (text, expected) => {
    expect(sanitizeStatusInfo(text)).toBe(expected);
  });
});
