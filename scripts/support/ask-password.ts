import type { Readable, Writable } from 'node:stream';
import { OperatorFault } from '@/lib/core/app-error';

/** What a terminal offers beside its lines. */
type Terminal = Readable & { isTTY?: boolean; setRawMode?: (isRaw: boolean) => unknown };

/** A password from the terminal, asked for twice and never shown; from standard input when that is no terminal. */
export async function askPassword(input: Terminal = process.stdin, output: Writable = process.stderr): Promise<string> {
  if (!input.isTTY) return oneLine(await textOf(input));
  const password = await askHidden('Password: ', input, output);
  if ((await askHidden('Once more: ', input, output)) !== password)
    throw new OperatorFault('The two are not the same. Nothing was changed.');
  return password;
}

async function textOf(input: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of input) chunks.push(Buffer.from(chunk as Buffer));
  return Buffer.concat(chunks).toString('utf8');
}

function oneLine(text: string): string {
  const line = text.replace(/\r?\n$/, '');
  if (/[\r\n]/.test(line))
    throw new OperatorFault('Standard input has more than one line: give the password alone. Nothing was changed.');
  return line;
}

const [enter, lineFeed, interrupt, endOfInput, erase, backspace, eraseLine, escape] =
  '\r\n\u0003\u0004\u007f\b\u0015\u001b';
/** Arrows and other keys that are no sign. */
const keySequence = new RegExp(`${escape}(?:\\[[0-9;]*[@-~]|O?.)?`, 'gu');

/** One line from the terminal without its echo. */
function askHidden(question: string, input: Terminal, output: Writable): Promise<string> {
  return new Promise((resolve, reject) => {
    let signs: string[] = [];
    const end = (settle: () => void, rest: string): void => {
      input.removeListener('data', read);
      input.removeListener('end', giveUp);
      input.setRawMode?.(false);
      input.pause();
      // What was typed ahead answers the next question.
      if (rest !== '') input.unshift(rest);
      output.write('\n');
      settle();
    };
    const giveUp = (): void => end(() => reject(new OperatorFault('Given up. Nothing was changed.')), '');
    const read = (chunk: Buffer | string): void => {
      const typed = [...chunk.toString().replaceAll(keySequence, '')];
      for (const [index, sign] of typed.entries()) {
        if (sign === enter || sign === lineFeed) {
          end(() => resolve(signs.join('')), typed.slice(index + 1).join(''));
          return;
        }
        if (sign === interrupt || sign === endOfInput) {
          giveUp();
          return;
        }
        if (sign === eraseLine) signs = [];
        else if (sign === erase || sign === backspace) signs.pop();
        else if (!/\p{Cc}/u.test(sign)) signs.push(sign);
      }
    };
    output.write(question);
    input.setRawMode?.(true);
    input.on('data', read);
    input.once('end', giveUp);
    input.resume();
  });
}
