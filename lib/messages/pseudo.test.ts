import { expect, test } from 'vitest';
import { pseudoMessages } from './pseudo';

test('texts become longer and accented; names of arguments and tags stay', () => {
  expect(
    pseudoMessages({
      plain: 'Close',
      nested: {
        argument: ['Hello ', ['name'], '!'],
        plural: [['count', 2, { one: [0, ' day'], other: [0, ' days'] }], ' left'],
        tag: ['a ', ['b', 'bold ', ['x']]],
        select: [['state', 1, { ON: 'on', other: 'off' }]],
      },
    }),
  ).toEqual({
    plain: 'Çlöšé~~',
    nested: {
      argument: ['Héllö ~~', ['name'], '!~'],
      plural: [['count', 2, { one: [0, ' dåý~'], other: [0, ' dåýš~~'] }], ' léft~~'],
      tag: ['å ~', ['b', 'böld ~~', ['x']]],
      select: [['state', 1, { ON: 'öñ~', other: 'öff~' }]],
    },
  });
});
