import { describe, expect, test } from 'vitest';
import { isTestPart, lanesOf, testParts } from './parts';

describe('parts of npm test', () => {
  const all = Object.keys(testParts).filter(isTestPart);

  test('together with tests, what only needs the processor runs in the background, the build first', () => {
    expect(lanesOf(all)).toEqual({
      foreground: ['unit', 'integration', 'browser', 'node-24'],
      background: ['build', 'types', 'lint'],
    });
    expect(lanesOf(['lint', 'unit'])).toEqual({ foreground: ['unit'], background: ['lint'] });
  });

  test('without tests it runs in the foreground, in the order that was requested', () => {
    expect(lanesOf(['types', 'lint'])).toEqual({ foreground: ['types', 'lint'], background: [] });
  });
});
