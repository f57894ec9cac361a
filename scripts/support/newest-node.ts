import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { OperatorFault } from '@/lib/core/app-error';
import { projectRoot } from './project-root';

/** The newest supported version of Node; the Dockerfile uses it too. */
export const newestNodeMajor = 24;

/** Pinned, as every dependency is. */
const packageVersion = '24.21.0';

/**
 * Returns the newest supported Node program, from the package `node`, installed at first use into a folder of its own.
 * (As a dependency its command would replace the user's own Node in every script.) Throws an OperatorFault.
 */
export function ensureNewestNode(say: (text: string) => void): string {
  const folder = path.join(projectRoot, 'node_modules', '.cache', `node-${packageVersion}`);
  const program = path.join(folder, 'node_modules', 'node', 'bin', 'node');
  if (versionOf(program) === `v${packageVersion}`) return program;
  say(`Installing Node ${packageVersion} from the package "node"`);
  mkdirSync(folder, { recursive: true });
  const args = ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', `node@${packageVersion}`];
  const { status } = spawnSync('npm', args, { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status === 0 && versionOf(program) === `v${packageVersion}`) return program;
  throw new OperatorFault(
    `Node ${packageVersion} could not be installed from the package "node". \`npm test -- types lint unit integration build browser\` runs all that needs no second Node.`,
  );
}

function versionOf(program: string): string | null {
  const { status, stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
}
