import type { FileNode, Folder } from './file-node';

/** As many links as a kernel follows. */
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

/** What a link in a folder leads to; undefined for a broken one. */
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
