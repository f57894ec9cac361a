import { describe, expect, test } from 'vitest';
import { createFaultLog } from './log';

function recorder() {
  const lines: string[] = [];
  const at = (level: string) => (_line: unknown, text?: string) => void lines.push(`${level} ${text ?? ''}`);
  return { lines, log: { warn: at('warn'), info: at('info'), debug: at('debug') } };
}

describe('faultLog', () => {
  test('logs the beginning and the end of a fault, and only debug lines in between', () => {
    const { lines, log } = recorder();
    const faults = createFaultLog(log);
    faults.worked('a', {}, 'works');
    for (let round = 0; round < 3; round += 1) faults.failed('a', '404', {}, 'fails');
    faults.worked('b', {}, 'works');
    faults.worked('a', {}, 'works');
    faults.worked('a', {}, 'works');
    faults.failed('a', '404', {}, 'fails');
    expect(lines.filter((line) => !line.startsWith('debug'))).toEqual(['warn fails', 'info works', 'warn fails']);
  });

  test('logs when one fault becomes another', () => {
    const { lines, log } = recorder();
    const faults = createFaultLog(log);
    faults.failed('a', '404', {}, 'missing');
    faults.failed('a', '500', {}, 'broken');
    expect(lines).toEqual(['warn missing', 'warn broken']);
  });

  test('counts failures for some objects as one fault until all have worked for a while', () => {
    const { lines, log } = recorder();
    let time = 0;
    const faults = createFaultLog(log, { recoveryMs: 60_000, now: () => time });
    for (; time < 50_000; time += 10_000) {
      faults.failed('a', '500', {}, 'fails');
      faults.worked('a', {}, 'works');
    }
    time += 60_000;
    faults.worked('a', {}, 'works');
    expect(lines.filter((line) => !line.startsWith('debug'))).toEqual(['warn fails', 'info works']);
  });
});
