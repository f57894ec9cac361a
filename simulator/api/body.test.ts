import { describe, expect, test } from 'vitest';
import * as z from 'zod';

import {
  enumField,
  filledField,
  flagField,
  guidField,
  guidsField,
  integerField,
  listField,
  nameField,
  numberField,
  optionalEnumField,
  parseBody,
  referenceField,
  textField,
  textsField,
} from './body';

const cases: [string, z.ZodType, [given: unknown, taken: unknown][], unknown[]][] = [
  [
    'numbers',
    numberField({ min: 0, max: 100 }),
    [
      [7, 7],
      ['7', 7],
      [' 66.5 ', 66.5],
      ['', null],
      [null, null],
      [undefined, undefined],
    ],
    [-1, 101, '101', 'x', '1e9', true, {}, Number.NaN],
  ],
  [
    'whole numbers',
    integerField(),
    [
      ['-3', -3],
      ['3.0', 3],
      ['', null],
    ],
    [1.5, '1.5', 'NaN', []],
  ],
  [
    'flags',
    flagField,
    [
      [true, true],
      ['true', true],
      ['false', false],
      ['', null],
      [null, null],
      [undefined, undefined],
    ],
    [1, 'yes', {}],
  ],
  [
    'texts',
    textField,
    [
      ['a', 'a'],
      [5, '5'],
      ['', ''],
      [null, null],
    ],
    [{}, []],
  ],
  [
    'texts that may be cleared',
    filledField,
    [
      ['', null],
      [undefined, null],
      [5, '5'],
      ['a', 'a'],
    ],
    [{}],
  ],
  [
    'names',
    nameField,
    [
      [' a ', 'a'],
      [5, '5'],
    ],
    ['', ' ', null, undefined, 'x'.repeat(256)],
  ],
  [
    'references',
    referenceField,
    [
      ['g', 'g'],
      [{ guid: 'g', name: 'x' }, 'g'],
      [{ name: '' }, null],
      [{}, null],
      [{ visibleForAllVms: true }, null],
      ['', null],
      [null, null],
      [undefined, null],
      [{ guid: null }, null],
      [{ guid: '' }, null],
    ],
    [{ name: 'x' }, [], { guid: {} }],
  ],
  [
    'references that have to be there',
    guidField,
    [
      ['g', 'g'],
      [{ guid: 'g' }, 'g'],
      [7, '7'],
    ],
    [null, undefined, '', {}, { name: '' }],
  ],
  [
    'lists of references',
    guidsField,
    [
      [
        ['a', null, { guid: 'b' }, { name: '' }, ''],
        ['a', 'b'],
      ],
      [[], []],
      [null, null],
      ['', null],
      [undefined, undefined],
    ],
    ['a', {}, [{ name: 'x' }], [[]]],
  ],
  [
    'enums',
    enumField,
    [
      ['A', 'A'],
      [{ name: 'A', description: 'a' }, 'A'],
    ],
    [null, undefined, '', {}, { name: '' }, { name: 5 }, []],
  ],
  [
    'enums that may be missing',
    optionalEnumField,
    [
      ['A', 'A'],
      ['', null],
      [{}, null],
      [undefined, null],
      [{ name: '' }, null],
    ],
    [5, []],
  ],
  [
    'lists',
    listField(z.number()),
    [
      [
        [1, null, 2],
        [1, 2],
      ],
      [null, null],
    ],
    [[1, 'x'], 5],
  ],
  [
    'lists of texts',
    textsField,
    [
      [
        ['a', '', null, 5],
        ['a', '5'],
      ],
    ],
    [[{}], 'a'],
  ],
];

describe('validation of request fields', () => {
  test.each(cases)('%s', (_, schema, taken, refused) => {
    for (const [given, expected] of taken)
      expect([given, schema.safeParse(given).data, schema.safeParse(given).success]).toEqual([given, expected, true]);
    for (const given of refused) expect([given, schema.safeParse(given).success]).toEqual([given, false]);
  });

  test('a refusal names the first invalid field', () => {
    const schema = z.looseObject({ priority: numberField(), rules: guidsField });
    expect(parseBody(schema, { priority: '5', other: 1 })).toEqual({ priority: 5, other: 1 });
    expect(() => parseBody(schema, { rules: ['a', []] })).toThrow("Field 'rules.1' is missing or not valid");
    for (const body of [null, 5, 'x', []]) expect(() => parseBody(schema, body)).toThrow('Request body is not valid');
  });
});
