import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lockSpaces } from './lock-spaces';

test('no two advisory locks share a number', () => {
  const numbers = Object.values(lockSpaces);
  expect(new Set(numbers).size).toBe(numbers.length);
});

test('every advisory lock of the product takes its number from the table', () => {
  const files = readdirSync('lib', { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.tsx?$/.test(file) && !file.includes('generated') && !/\.test\.ts$/.test(file),
  );
  const using = files.filter((file) => /pg_(?:try_)?advisory_/.test(readFileSync(join('lib', file), 'utf8')));
  expect(using.length).toBeGreaterThan(4);
  for (const file of using) {
    const text = readFileSync(join('lib', file), 'utf8');
    expect(text, file).toMatch(/lockSpaces|leaderLock/);
    expect(text.match(/\b743\d{4}\b|\b7_43\d_\d{3}\b|advisory_(?:xact_)?lock\(\d/g), file).toBeNull();
  }
});
