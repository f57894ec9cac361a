import { AppError } from '@/lib/core/app-error';

/** The one way to write a path within a file system: no doubled slashes, none at the end. Throws `validation_failed` at `field` for one that climbs. */
export function canonicalPath(path: string, field: string): string {
  const names = path.split('/').filter((name) => name !== '');
  if (!path.startsWith('/') || path.includes('\0') || names.some((name) => name === '.' || name === '..')) {
    throw new AppError('validation_failed', {
      errors: [{ path: field, message: 'is no path from the root of the file system' }],
    });
  }
  return `/${names.join('/')}`;
}

/** The path of `name` in the folder `path`. */
export function childOf(path: string, name: string): string {
  return path === '/' ? `/${name}` : `${path}/${name}`;
}

/** Folder and last name of a path; null for the root, which lies nowhere. */
export function splitPath(path: string): { folder: string; name: string } | null {
  if (path === '/') return null;
  const at = path.lastIndexOf('/');
  return { folder: at === 0 ? '/' : path.slice(0, at), name: path.slice(at + 1) };
}
