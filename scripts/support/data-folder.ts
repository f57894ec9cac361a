import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { removeEmbedded } from '@/lib/db/embedded';
import { OperatorFault } from '@/lib/core/app-error';
import { tryLock } from './lock-file';

export type DataFolder = {
  path: string;
  logs: string;
  simulator: string;
  /** Signs the sessions of this demo; generated once. */
  secret(): string;
  release(): void;
};

/** Everything that a demo writes into its folder besides the database, which lib/db removes itself. */
const ownNames = ['logs', 'simulator', 'portal.secret'];

/** Prepares the data folder for this process; `fresh` first removes the data of earlier demos, and nothing else. */
export async function openDataFolder(folder: string, fresh: boolean): Promise<DataFolder> {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new OperatorFault(
      `DATA_DIR ${folder} can't be made (${(error as NodeJS.ErrnoException).code ?? 'unknown'}): choose a folder that this user may write to.`,
      error,
    );
  }
  const lock = tryLock(path.join(folder, 'lock'));
  if ('heldBy' in lock)
    throw new OperatorFault(
      `Another demo (process ${lock.heldBy}) uses ${folder}: end it, or choose another folder with DATA_DIR.`,
    );
  try {
    if (fresh) {
      await removeEmbedded(folder);
      for (const name of ownNames) rmSync(path.join(folder, name), { recursive: true, force: true });
    }
  } catch (error) {
    lock.release();
    throw error;
  }
  const secretFile = path.join(folder, 'portal.secret');
  return {
    path: folder,
    logs: path.join(folder, 'logs'),
    simulator: path.join(folder, 'simulator'),
    secret: () => {
      if (!existsSync(secretFile))
        writeFileSync(secretFile, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600 });
      return readFileSync(secretFile, 'utf8').trim();
    },
    release: lock.release,
  };
}
