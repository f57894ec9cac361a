import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { environmentNames } from '@/lib/core/env';
import { demoOnlyNames } from '@/scripts/support/demo-settings';
import { projectRoot } from '@/scripts/support/project-root';

/** Read by `npm run db:migrate` only. */
const ofMigrations = ['MIGRATION_DATABASE_URL'];
const wanted = [...new Set([...environmentNames, ...demoOnlyNames, ...ofMigrations])].toSorted();
const namesIn = (file: string, pattern: RegExp): string[] =>
  [...readFileSync(path.join(projectRoot, file), 'utf8').matchAll(pattern)]
    .flatMap(([, name]) => (name ? [name] : []))
    .toSorted();

describe('documents of the environment', () => {
  test('.env.example has every variable once, and no unused one', () => {
    expect(namesIn('.env.example', /^#? ?([A-Z][A-Z0-9_]+)=/gm)).toEqual(wanted);
  });

  test('the table of README.md has every variable, and no unused one', () => {
    const rows = namesIn('README.md', /^\| (`[A-Z][A-Z0-9_]+`.*?) \|/gm).flatMap((cell) =>
      [...cell.matchAll(/`([A-Z][A-Z0-9_]+)`/g)].map((match) => match[1] ?? ''),
    );
    expect([...new Set(rows)].toSorted()).toEqual(wanted);
  });
});
