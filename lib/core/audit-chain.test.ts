import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { genesisHash, hashOfEntry, trailLine, verifyTrail } from './audit-chain';
import type { ChainedContent, TrailEnd, TrailLine } from './audit-chain';
import { canonicalJson } from './canonical-json';
import type { JsonValue } from './canonical-json';

async function* each(lines: readonly string[]): AsyncGenerator<string> {
  for (const line of lines) yield await Promise.resolve(line);
}
const verify = (lines: readonly string[]) => verifyTrail(each(lines));

const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const json = fc
  .dictionary(
    text,
    fc.oneof(text, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null)),
  )
  .map((value) => JSON.parse(JSON.stringify(value)) as Record<string, string | number | boolean | null>);
const content = fc.record({
  id: fc.uuid(),
  at: fc.date({ min: new Date(0), max: new Date('2200-01-01'), noInvalidDate: true }).map((at) => at.toISOString()),
  actor: fc.record({ id: fc.option(text), name: text, kind: fc.constantFrom('USER', 'SYSTEM') }),
  address: fc.option(fc.ipV4()),
  action: text,
  object: fc.option(fc.record({ kind: text, id: text, name: text })),
  outcome: fc.constantFrom('SUCCEEDED', 'FAILED'),
  detail: fc.option(json),
  before: fc.option(json),
  after: fc.option(json),
  requestId: fc.option(text),
});

function chained(entries: readonly Omit<ChainedContent, 'v' | 'chain' | 'seq' | 'prevHash'>[], cut = 0): string[] {
  const cutHash = cut === 0 ? genesisHash : 'c'.repeat(64);
  let [seq, prevHash] = [cut, cutHash];
  const lines = entries.map((entry): TrailLine => {
    const whole: ChainedContent = { v: 1, chain: 'acme', ...entry, seq: (seq += 1), prevHash };
    prevHash = hashOfEntry(whole);
    return { ...whole, hash: prevHash };
  });
  const end: TrailEnd = {
    v: 1,
    end: true,
    chain: 'acme',
    entries: lines.length,
    unchained: 0,
    head: { seq, hash: prevHash },
    cut: { seq: cut, hash: cutHash },
  };
  return [...lines, end].map(trailLine);
}
const chain = fc
  .tuple(fc.array(content, { minLength: 3, maxLength: 6 }), fc.nat(3))
  .map(([all, cut]) => chained(all, cut));

describe('canonicalJson', () => {
  test('sorts members by UTF-16 units and writes numbers and strings as ECMAScript does (RFC 8785, 3.2.3)', () => {
    const given = {
      '\u20ac': 'Euro',
      '\r': 'CR',
      '\ufb33': 'Dalet',
      '1': 'One',
      '\u{1f600}': 'Smile',
      '\u0080': 'Ctl',
      '\u00f6': 'O',
    };
    expect(canonicalJson(given)).toBe(
      '{"\\r":"CR","1":"One","\u0080":"Ctl","\u00f6":"O","\u20ac":"Euro","\u{1f600}":"Smile","\ufb33":"Dalet"}',
    );
    expect(canonicalJson([333333333.3333333, 1e30, 4.5, 2e-3, 1e-27, -0, 'a"\\/\n'])).toBe(
      '[333333333.3333333,1e+30,4.5,0.002,1e-27,0,"a\\"\\\\/\\n"]',
    );
  });

  test('is the same however the members were ordered, and means the same', () => {
    fc.assert(
      fc.property(fc.dictionary(text, json), (value) => {
        const turned = Object.fromEntries(Object.entries(value).reverse());
        const written = canonicalJson(value);
        expect(canonicalJson(turned as JsonValue)).toBe(written);
        expect(canonicalJson(JSON.parse(written) as JsonValue)).toBe(written);
      }),
    );
  });

  test.each([[Number.NaN], [Number.POSITIVE_INFINITY], ['\ud800'], [{ '\udc00': 1 }]])('refuses %j', (value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  });
});

describe('verifyTrail', () => {
  test('finds every chain whole, also one whose oldest entries were removed', async () => {
    await fc.assert(
      fc.asyncProperty(chain, async (lines) => {
        const verdict = await verify(lines);
        expect(verdict).toMatchObject({ isWhole: true, entries: lines.length - 1 });
        expect(verdict.isWhole && verdict.last).toEqual(verdict.isWhole && verdict.head);
      }),
    );
  });

  test('finds any change of one sign in any line', async () => {
    await fc.assert(
      fc.asyncProperty(
        chain,
        fc.nat(),
        fc.nat(),
        fc.string({ minLength: 1, maxLength: 1 }),
        async (lines, at, where, sign) => {
          const index = at % (lines.length - 1);
          const line = lines[index] ?? '';
          const place = where % line.length;
          const changed = `${line.slice(0, place)}${sign}${line.slice(place + 1)}`;
          fc.pre(changed !== line);
          expect(await verify(lines.with(index, changed))).toMatchObject({ isWhole: false });
        },
      ),
      { numRuns: 300 },
    );
  });

  test('finds any value that was exchanged together with the hash of its entry', async () => {
    await fc.assert(
      fc.asyncProperty(chain, fc.nat(), text, async (lines, at, action) => {
        // Of the last entry the end tells.
        const index = at % (lines.length - 1);
        const { hash: _, ...entry } = JSON.parse(lines[index] ?? '') as TrailLine;
        fc.pre(entry.action !== action);
        const forged = { ...entry, action };
        expect(await verify(lines.with(index, trailLine({ ...forged, hash: hashOfEntry(forged) })))).toMatchObject({
          isWhole: false,
          line: Math.min(index + 2, lines.length),
        });
      }),
    );
  });

  const five = fc.sample(content, 5);
  const lines = chained(five);
  test.each([
    ['a removed line', lines.toSpliced(2, 1), 3],
    ['the first line removed', lines.slice(1), 5],
    ['the last entry removed', lines.toSpliced(4, 1), 5],
    ['two lines in each other’s place', [lines[0], lines[2], lines[1], ...lines.slice(3)], 2],
    ['an inserted line', lines.toSpliced(2, 0, chained(fc.sample(content, 3))[2] ?? ''), 3],
    ['a repeated line', lines.toSpliced(2, 0, lines[1] ?? ''), 3],
    ['a line of another chain', lines.with(2, (lines[2] ?? '').replace('"chain":"acme"', '"chain":"globex"')), 3],
    ['no end', lines.slice(0, -1), 6],
    ['something after the end', [...lines, lines[0]], 7],
    ['white space', lines.with(1, `${lines[1]} `), 2],
    ['a second member of the same name', lines.with(1, (lines[1] ?? '').replace('{', '{"action":"x",')), 2],
    ['something else', ['At,Who,What', ...lines], 1],
  ])('names the line that does not fit: %s', async (_what, given, line) => {
    expect(await verify(given.map((one) => one ?? ''))).toMatchObject({ isWhole: false, line });
  });

  test('counts entries from before chaining, and refuses them after others', async () => {
    const { hash: _, ...entry } = JSON.parse(lines[0] ?? '') as TrailLine;
    const old = trailLine({ ...entry, seq: null, prevHash: null, hash: null });
    const end = (lines.at(-1) ?? '').replace('"unchained":0', '"unchained":1');
    expect(await verify([old, ...lines.slice(0, -1), end])).toMatchObject({ isWhole: true, entries: 5, unchained: 1 });
    expect(await verify([...lines.slice(0, -1), old, end])).toMatchObject({ isWhole: false, line: 6 });
  });
});
