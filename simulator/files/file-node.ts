import { HOUR } from '@/simulator/engine/timeline';
import { hash32, randomFor } from '@/simulator/random';

/** One entry of a simulated file system. Folders create their children when they are first read. */
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
interface RegularFile extends Attributes {
  kind: 'file';
  size: number;
  text: string | null;
  seed: string;
}

interface Link extends Attributes {
  kind: 'link';
  target: string;
}

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

/** A file of so many bytes, which are generated as they are read. */
export function blobFile(seed: string, size: number, attributes: Partial<Attributes> = {}): RegularFile {
  return { ...ROOT, ...attributes, kind: 'file', size, text: null, seed };
}

/** A symbolic link; it may lead nowhere. */
export function link(target: string): Link {
  return { ...ROOT, mode: 0o777, kind: 'link', target };
}

const CHUNK = 64 * 1024;

const numbers = randomFor(0, 'file content');
/** Twice as long as a chunk: every file begins at its own position in it. */
const PATTERN = Buffer.from(Array.from({ length: 2 * CHUNK }, () => Math.floor(numbers() * 256)));

/**
 * The bytes of a file in chunks of 64 KiB, generated one by one as they are read: a file of any size takes no memory.
 * Every chunk begins with its own number, so that a missing or doubled one shows.
 */
export function* contentOf(file: RegularFile): Generator<Buffer> {
  if (file.text !== null) {
    if (file.text !== '') yield Buffer.from(file.text);
    return;
  }
  const start = hash32(file.seed) % CHUNK;
  for (let offset = 0, number = 0; offset < file.size; offset += CHUNK, number += 1) {
    const chunk = Buffer.from(PATTERN.subarray(start, start + Math.min(CHUNK, file.size - offset)));
    if (chunk.length >= 8) chunk.writeBigUInt64BE(BigInt(number));
    yield chunk;
  }
}

/** The maximum number of links, as in a kernel. */
const MOST_LINKS = 40;

export class PathError extends Error {}

/** The names on an absolute path; throws PathError for one that is not absolute or goes up. */
export function namesOf(path: string): string[] {
  if (!path.startsWith('/') || path.includes('\0')) throw new PathError('Path is not absolute');
  const names = path.split('/').filter((name) => name !== '' && name !== '.');
  if (names.includes('..')) throw new PathError('Path may not go up');
  return names;
}

/** What is at a path, links on the way and at its end followed; undefined where nothing is. */
export function nodeAt(root: Folder, path: string): Exclude<FileNode, { kind: 'link' }> | undefined {
  return walk(root, namesOf(path), { left: MOST_LINKS });
}

/** What is at a path; a link at its end stays a link. */
export function entryAt(root: Folder, path: string): FileNode | undefined {
  const names = namesOf(path);
  const name = names.pop();
  if (name === undefined) return root;
  const parent = walk(root, names, { left: MOST_LINKS });
  return parent?.kind === 'folder' ? parent.children().get(name) : undefined;
}

/** The target of a link in a folder; undefined for a broken one. */
export function linkTarget(
  root: Folder,
  folderNames: readonly string[],
  target: string,
): Exclude<FileNode, { kind: 'link' }> | undefined {
  return walk(root, resolved(folderNames, target), { left: MOST_LINKS });
}

function resolved(folderNames: readonly string[], target: string): string[] {
  const names = target.startsWith('/') ? [] : [...folderNames];
  for (const name of target.split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  return names;
}

function walk(
  root: Folder,
  names: readonly string[],
  links: { left: number },
): Exclude<FileNode, { kind: 'link' }> | undefined {
  let node: Exclude<FileNode, { kind: 'link' }> = root;
  for (const [index, name] of names.entries()) {
    if (node.kind !== 'folder') return undefined;
    const child = node.children().get(name);
    if (child === undefined) return undefined;
    if (child.kind !== 'link') {
      node = child;
      continue;
    }
    links.left -= 1;
    const target = links.left < 0 ? undefined : walk(root, resolved(names.slice(0, index), child.target), links);
    if (target === undefined) return undefined;
    node = target;
  }
  return node;
}
