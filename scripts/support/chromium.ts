import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { OperatorFault } from '@/lib/core/app-error';

const programs = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const howTo =
  'Install one (Debian: apt-get install chromium; anywhere: npx playwright install chromium) or name it with PLAYWRIGHT_CHROMIUM=/path/to/chromium.';

/** The Chromium that browser tests use, or null where there is none. Throws when a variable names one that can't be run. */
export function findChromium(): string | null {
  for (const name of ['PLAYWRIGHT_CHROMIUM', 'CHROMIUM_PATH']) {
    const given = process.env[name];
    if (!given) continue;
    if (isProgram(given)) return given;
    throw new OperatorFault(`${name} names ${given}, which is not a program: correct or unset it.`);
  }
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const onPath = programs.flatMap((program) => folders.map((folder) => path.join(folder, program))).find(isProgram);
  return onPath ?? fromPlaywright();
}

/** As `findChromium`; where there is none, root on Debian gets it by apt-get, and everybody else gets instructions. */
export function requireChromium(say: (text: string) => void): string {
  const found = findChromium();
  if (found) return found;
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version'))
    throw new OperatorFault(`No Chromium for the browser tests was found. ${howTo}`);
  say('No Chromium found: installing it with apt-get');
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'chromium']]) {
    const { status } = spawnSync('apt-get', args, {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    if (status !== 0) throw new OperatorFault(`apt-get ${args[0] ?? ''} failed. ${howTo}`);
  }
  const installed = findChromium();
  if (installed) return installed;
  throw new OperatorFault(`apt-get installed chromium, but it is not on the PATH. ${howTo}`);
}

function fromPlaywright(): string | null {
  const cache =
    process.env['PLAYWRIGHT_BROWSERS_PATH'] ||
    path.join(homedir(), process.platform === 'darwin' ? 'Library/Caches' : '.cache', 'ms-playwright');
  if (!existsSync(cache)) return null;
  const inside = ['chrome-linux/chrome', 'chrome-linux64/chrome', 'chrome-mac/Chromium.app/Contents/MacOS/Chromium'];
  return (
    readdirSync(cache)
      .filter((name) => name.startsWith('chromium-'))
      .toSorted()
      .toReversed()
      .flatMap((name) => inside.map((file) => path.join(cache, name, file)))
      .find(isProgram) ?? null
  );
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
