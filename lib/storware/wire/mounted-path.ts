import { AppError } from '@/lib/core/app-error';

const maxLength = 4_096;

/** A path within a mounted file system, as given. Throws `validation_failed` for one that is not absolute, or that climbs: Storware reads it on its node. */
export function mountedPath(path: string): string {
  const climbs = path.split('/').some((part) => part === '.' || part === '..');
  if (!path.startsWith('/') || climbs || path.includes('\0') || path.length > maxLength)
    throw new AppError('validation_failed', { meta: { reason: 'no path within a mounted file system' } });
  return path;
}

/** Folders are asked for with a slash at their end (STORWARE_API.md 6). */
export function mountedFolder(path: string): string {
  const checked = mountedPath(path);
  return checked.endsWith('/') ? checked : `${checked}/`;
}

/** The last name of a path; null for the root. */
export function lastNameOf(path: string): string | null {
  return (
    path
      .split('/')
      .filter((part) => part !== '')
      .at(-1) ?? null
  );
}
