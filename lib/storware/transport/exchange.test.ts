import { describe, expect, test } from 'vitest';
import { pathOf } from './exchange';

describe('route', () => {
  test('encodes ids and query values', () => {
    const path = pathOf({
      method: 'GET',
      template: '/tasks/{guid}/state',
      params: { guid: 'a/b?c' },
      query: { filter: 'x&y=z' },
    });
    expect(path).toBe('/tasks/a%2Fb%3Fc/state?filter=x%26y%3Dz');
  });

  test('repeats a parameter for each of its values and leaves out what is not set', () => {
    expect(
      pathOf({ method: 'GET', template: '/backups', query: { status: ['A', 'B'], page: 0, x: undefined, y: null } }),
    ).toBe('/backups?status=A&status=B&page=0');
  });

  test.each(['', '.', '..'])('refuses the id %j, which would name another route', (guid) => {
    expect(() => pathOf({ method: 'DELETE', template: '/tasks/{guid}', params: { guid } })).toThrow(RangeError);
  });
});
