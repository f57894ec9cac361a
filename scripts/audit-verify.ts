import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { verifyTrail } from '@/lib/core/audit-chain';
import { OperatorFault } from '@/lib/core/app-error';
import { runCommand } from '@/scripts/support/run-command';

/** `npm run audit:verify -- FILE`: checks an export of the audit trail as JSON lines, with nothing else at hand. */
await runCommand(async () => {
  const { positionals } = parseArgs({ allowPositionals: true });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0)
    throw new OperatorFault('Name one file, exported as JSON lines: npm run audit:verify -- audit-acme.jsonl.');
  const input = createReadStream(file);
  const verdict = await verifyTrail(createInterface({ input, crlfDelay: 0 })).catch((error: unknown) => {
    throw new OperatorFault(`${file} can't be read: ${error instanceof Error ? error.message : String(error)}`);
  });
  if (!verdict.isWhole) {
    const { line, entry, reason } = verdict;
    throw new OperatorFault(`Line ${line}${entry === null ? '' : `, ${entry},`} does not fit: ${reason}.`);
  }
  process.stdout.write(`${describe(verdict)}\n`);
});

function describe({
  entries,
  unchained,
  first,
  last,
  chain,
  head,
}: Extract<Awaited<ReturnType<typeof verifyTrail>>, { isWhole: true }>): string {
  const counted = `${entries} ${entries === 1 ? 'entry' : 'entries'}`;
  const whole =
    last === null
      ? `${counted}, the chain has none here`
      : `${counted}, chain whole from seq ${first} to ${last.seq}, head ${last.hash}`;
  const rest =
    last !== null && last.seq < head.seq
      ? `\nThe chain went on to seq ${head.seq}, ${head.hash}, when it was exported.`
      : '';
  const before =
    unchained === 0
      ? ''
      : `\n${unchained} older ${unchained === 1 ? 'entry' : 'entries'} from before chaining: nothing vouches for ${unchained === 1 ? 'it' : 'them'}.`;
  return `${whole}${rest}${before}\nChain: ${chain}`;
}
