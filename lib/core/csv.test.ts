import { expect, test } from 'vitest';
import { csvLine } from './csv';

test('quotes every value, whatever is in it', () => {
  expect(csvLine(['a', '', 'b "c"', 'd,e\r\nf'])).toBe('"a","","b ""c""","d,e\r\nf"\r\n');
});

test.each(['=1+1', '+49 30', '-2', '@SUM(A1)', '\t=1', '\r=1', '  =cmd', '\u00a0=1'])(
  'gives a spreadsheet nothing to run: %j',
  (value) => {
    expect(csvLine([value])).toBe(`"'${value}"\r\n`);
  },
);

test.each(['web-1', '2026-12-01T00:00:00.000Z', '{"a":"=1"}', '1e3'])('leaves %j as it is', (value) => {
  expect(csvLine([value])).toBe(`"${value.replaceAll('"', '""')}"\r\n`);
});
