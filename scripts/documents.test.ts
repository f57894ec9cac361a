import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const documents = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync('docs')
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
];

/** Text in backticks that looks like the path of a file of this project. */
function filesNamedIn(document: string): string[] {
  return [
    ...readFileSync(document, 'utf8').matchAll(
      /`((?:app|bench|components|docs|e2e|lib|prisma|scripts|simulator)\/[\w()[\]./-]+\.\w+)`/g,
    ),
  ].flatMap(([, file]) => file ?? []);
}

describe('documents', () => {
  test.each(documents)('%s names only files that exist', (document) => {
    expect(filesNamedIn(document).filter((file) => !existsSync(file))).toEqual([]);
  });

  test('a walk has at most eight stops', () => {
    const walks = readFileSync('docs/walkthrough.md', 'utf8').split('\n## ').slice(1);
    expect(walks).toHaveLength(4);
    for (const walk of walks) expect(walk.match(/^\d+\. /gm)?.length, walk.split('\n')[0]).toBeLessThanOrEqual(8);
    expect(filesNamedIn('docs/walkthrough.md').length).toBeGreaterThan(25);
  });
});
