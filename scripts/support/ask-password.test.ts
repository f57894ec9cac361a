import { PassThrough } from 'node:stream';
import { describe, expect, test, vi } from 'vitest';
import { askPassword } from './ask-password';

/** A terminal at which these pieces are typed, each when a question has been asked. */
function terminal(...pieces: string[]) {
  const setRawMode = vi.fn();
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode });
  let shown = '';
  const output = new PassThrough();
  output.on('data', (chunk: Buffer) => {
    shown += chunk.toString();
    if (/: $/.test(chunk.toString())) input.write(pieces.shift() ?? '\u0003');
  });
  return { input, output, setRawMode, shown: () => shown };
}

describe('askPassword', () => {
  test('asks twice and shows nothing of what is typed', async () => {
    const { input, output, setRawMode, shown } = terminal('correct horse\r', 'correct horse\r');
    expect(await askPassword(input, output)).toBe('correct horse');
    expect(shown()).toBe('Password: \nOnce more: \n');
    expect(setRawMode.mock.calls).toEqual([[true], [false], [true], [false]]);
  });

  test('takes what was typed ahead for the second question, and what was erased for nothing', async () => {
    const { input, output } = terminal('nothing\u0015correxx\u007f\bct\u001b[D\rcorrect\n', '');
    const typed = askPassword(input, output);
    expect(await typed).toBe('correct');
  });

  test('refuses two that differ', async () => {
    const { input, output } = terminal('correct horse\r', 'correct house\r');
    await expect(askPassword(input, output)).rejects.toThrow('not the same');
  });

  test.each(['\u0003', 'half\u0003', '\u0004'])('gives up on %j', async (typed) => {
    const { input, output, setRawMode } = terminal(typed);
    await expect(askPassword(input, output)).rejects.toThrow('Given up');
    expect(setRawMode).toHaveBeenLastCalledWith(false);
  });

  test.each([
    ['correct horse\n', 'correct horse'],
    ['correct horse\r\n', 'correct horse'],
    [' with blanks ', ' with blanks '],
    ['', ''],
  ])('without a terminal reads %j from standard input', async (text, password) => {
    const input = new PassThrough();
    input.end(text);
    expect(await askPassword(input, new PassThrough())).toBe(password);
  });

  test('without a terminal refuses more than one line', async () => {
    const input = new PassThrough();
    input.end('one\ntwo\n');
    await expect(askPassword(input, new PassThrough())).rejects.toThrow('more than one line');
  });
});
