/** One thing in a simulated file system. Folders make their children when they are first asked for them. */
export type FileNode = Folder | RegularFile | Link;

interface Attributes {
  /** Milliseconds before the snapshot. */
  age: number;
  owner: string;
  group: string;
  /** Unix permission bits, such as 0o644. */
  mode: number;
}

export interface Folder extends Attributes {
  kind: 'folder';
  children: () => ReadonlyMap<string, FileNode>;
}

/** Its content is `text`, or `size` bytes that follow from `seed`. */
export interface RegularFile extends Attributes {
  kind: 'file';
  size: number;
  text: string | null;
  seed: string;
}

export interface Link extends Attributes {
  kind: 'link';
  target: string;
}

const HOUR = 3_600_000;
const ROOT: Attributes = { age: 30 * 24 * HOUR, owner: 'root', group: 'root', mode: 0o644 };

/** A folder; `make` is called once at most. */
export function folder(
  make: () => Iterable<readonly [string, FileNode]>,
  attributes: Partial<Attributes> = {},
): Folder {
  let made: ReadonlyMap<string, FileNode> | undefined;
  return { ...ROOT, mode: 0o755, ...attributes, kind: 'folder', children: () => (made ??= new Map(make())) };
}

/** A file with this text. */
export function textFile(text: string, attributes: Partial<Attributes> = {}): RegularFile {
  return { ...ROOT, ...attributes, kind: 'file', size: Buffer.byteLength(text), text, seed: '' };
}

/** A file of so many bytes, which are made as they are read. */
export function blobFile(seed: string, size: number, attributes: Partial<Attributes> = {}): RegularFile {
  return { ...ROOT, ...attributes, kind: 'file', size, text: null, seed };
}

/** A symbolic link; it may lead nowhere. */
export function link(target: string): Link {
  return { ...ROOT, mode: 0o777, kind: 'link', target };
}
