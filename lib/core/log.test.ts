import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { createLog } from './log';

describe('log', () => {
  test('redacts secrets at every depth', () => {
    let written = '';
    const sink = new Writable({
      write(chunk: Buffer, _encoding, done) {
        written += chunk.toString();
        done();
      },
    });
    const log = createLog('info', sink);
    log.info(
      {
        password: 'PLANTED',
        config: { login: 'PLANTED', nested: { cookie: 'PLANTED' } },
        headers: { authorization: 'PLANTED' },
      },
      'hello',
    );
    expect(written).toContain('hello');
    expect(written).not.toContain('PLANTED');
  });
});
