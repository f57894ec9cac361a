import type { FileEntry } from '@/lib/contracts/mount';

/** What is remembered of a selected entry, so that it can be named and counted from another page of its folder. */
export type SelectedFile = Pick<FileEntry, 'path' | 'name' | 'type' | 'sizeBytes'>;

export interface FileSelection {
  /** The folder in which it was made; another folder begins a new selection. */
  folder: string;
  files: ReadonlyMap<string, SelectedFile>;
}

export const emptyFileSelection: FileSelection = { folder: '', files: new Map() };

/** The entries selected in this folder; searching and turning pages keeps them. */
export function selectedIn(selection: FileSelection, folder: string): ReadonlyMap<string, SelectedFile> {
  return selection.folder === folder ? selection.files : emptyFileSelection.files;
}

/** The selection after one page said which paths are selected; those of other pages are among them. */
export function withSelectedFiles(
  before: ReadonlyMap<string, SelectedFile>,
  paths: ReadonlySet<string>,
  visible: readonly SelectedFile[],
): ReadonlyMap<string, SelectedFile> {
  const after = new Map<string, SelectedFile>();
  for (const [path, file] of before) if (paths.has(path)) after.set(path, file);
  for (const { path, name, type, sizeBytes } of visible)
    if (paths.has(path)) after.set(path, { path, name, type, sizeBytes });
  return after;
}

/** Bytes of all together; null when that is not known, as with folders. */
export function sizeOfFiles(files: Iterable<SelectedFile>): number | null {
  let sum = 0;
  for (const { type, sizeBytes } of files) {
    if (type !== 'FILE' || sizeBytes === null) return null;
    sum += sizeBytes;
  }
  return sum;
}

/** Why an entry can't be downloaded, or null. */
export function downloadRefusal({ type }: Pick<FileEntry, 'type'>): string | null {
  if (type === 'BROKEN_LINK') return 'a link that leads nowhere';
  if (type === 'OTHER') return 'neither a file nor a folder';
  return null;
}
