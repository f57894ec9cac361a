import { parse, TYPE } from '@formatjs/icu-messageformat-parser';
import type { MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { areas } from './catalogue';
import { languages } from './languages';

type Tree = { [key: string]: string | Tree };

/** Every message of a file by its full key, such as `unmount.title`. */
function messagesOf(area: string, language: string): Map<string, string> {
  const found = new Map<string, string>();
  const walk = (tree: Tree, prefix: string): void => {
    for (const [key, value] of Object.entries(tree)) {
      if (typeof value === 'string') found.set(prefix + key, value);
      else walk(value, `${prefix}${key}.`);
    }
  };
  walk(JSON.parse(readFileSync(join('lib/messages', area, `${language}.json`), 'utf8')) as Tree, '');
  return found;
}

/** Names of the values and tags of a message; plural forms depend on the language. */
function placeholdersOf(elements: readonly MessageFormatElement[]): string[] {
  const names = new Set<string>();
  const walk = (all: readonly MessageFormatElement[]): void => {
    for (const element of all) {
      if (element.type === TYPE.literal || element.type === TYPE.pound) continue;
      names.add(element.type === TYPE.tag ? `<${element.value}>` : element.value);
      if (element.type === TYPE.tag) walk(element.children);
      if (element.type === TYPE.plural || element.type === TYPE.select)
        for (const option of Object.values(element.options)) walk(option.value);
    }
  };
  walk(elements);
  return [...names].sort();
}

const sources = ['app', 'components', 'lib'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file) && !file.includes('generated'))
    .map((file) => readFileSync(join(folder, file), 'utf8')),
);

/** Whether a file uses the area; texts of the server are named where they are used. */
function speaksOf(text: string, area: string): boolean {
  return area === 'server'
    ? /'(?:@\/lib\/core\/say|@\/lib\/contracts\/faults|\.\/faults|\.\/server-text)'/.test(text)
    : new RegExp(`['"\`]${area}(?:['".\`]|$)`, 'm').test(text);
}

/** Whether some file that uses the area has this key: in full, from a nested start, or by a template. */
function isUsed(area: string, key: string): boolean {
  const parts = key.split('.');
  const tails = parts.map((_part, index) => parts.slice(index).join('.'));
  return sources.some(
    (text) =>
      speaksOf(text, area) &&
      tails.some((tail) => {
        if (text.includes(`'${tail}'`) || text.includes(`"${tail}"`) || text.includes(`\`${tail}\``)) return true;
        const last = tail.split('.').length - 1;
        return Array.from({ length: last + 1 }, (_each, index) => tail.split('.').slice(0, index).join('.')).some(
          (head) => (head === '' ? text.includes('t(`${') : text.includes(`\`${head}.\${`)),
        );
      }),
  );
}

describe.each(areas)('messages of %s', (area) => {
  const english = messagesOf(area, 'en');

  test.each(languages.filter((language) => language !== 'en'))(
    'in %s have the keys and placeholders of the English ones',
    (language) => {
      const translated = messagesOf(area, language);
      expect([...translated.keys()].sort()).toEqual([...english.keys()].sort());
      for (const [key, text] of english) {
        const other = translated.get(key) ?? '';
        expect(placeholdersOf(parse(other)), `${key}: ${other}`).toEqual(placeholdersOf(parse(text)));
      }
    },
  );

  test('are all used', () => {
    expect([...english.keys()].filter((key) => !isUsed(area, key))).toEqual([]);
  });
});
