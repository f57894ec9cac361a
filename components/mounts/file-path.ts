/** Names on the way from the root of a file system to a folder, each with its path; empty for the root. */
export function foldersTo(path: string): { name: string; path: string }[] {
  const names = path.split('/').filter((name) => name !== '');
  return names.map((name, index) => ({ name, path: `/${names.slice(0, index + 1).join('/')}` }));
}

/** The folder above; null at the root. */
export function folderAbove(path: string): string | null {
  const folders = foldersTo(path);
  return folders.length === 0 ? null : (folders.at(-2)?.path ?? '/');
}

/** Own name of a folder or file; empty for the root. */
export function nameOf(path: string): string {
  return foldersTo(path).at(-1)?.name ?? '';
}

/** A path out of an address: absolute, without doubled or trailing slashes; the root for anything that is no path. */
export function readFolder(text: string | null): string {
  if (!text?.startsWith('/') || text.length > 4096 || text.includes('\0')) return '/';
  return foldersTo(text).at(-1)?.path ?? '/';
}
