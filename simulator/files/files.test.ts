import { spawnSync } from 'node:child_process';

import { describe, expect, test } from 'vitest';

import { blobFile, contentOf, entryAt, folder, link, linkTarget, nodeAt, PathError, textFile } from './file-node';
import type { FileNode, Folder } from './file-node';
import { BIG_FILE, BIG_SIZE, machineFiles, WIDE_COUNT, WIDE_FOLDER } from './machine-files';
import { tarOf } from './tar-stream';

const place = {
  seed: 1,
  machineGuid: '00000000-0000-4000-8000-000000000001',
  machineName: 'web-01',
  index: 0,
  type: 'ext4',
};

function outline(node: FileNode, depth: number): unknown {
  if (node.kind !== 'folder') return node.kind === 'file' ? node.size : node.target;
  return depth === 0 ? null : [...node.children()].map(([name, child]) => [name, child.age, outline(child, depth - 1)]);
}

function folderAt(root: Folder, path: string): Folder {
  const node = nodeAt(root, path);
  if (node?.kind !== 'folder') throw new Error(`No folder ${path}`);
  return node;
}

describe('files of a machine', () => {
  test('are the same for the same seed and machine, and different for another machine', () => {
    const home = (machineGuid: string) => outline(folderAt(machineFiles({ ...place, machineGuid }), '/home'), 4);
    const first = home(place.machineGuid);
    // Enough others that the first one is no longer cached.
    for (let other = 10; other < 30; other += 1)
      machineFiles({ ...place, machineGuid: `00000000-0000-4000-8000-0000000000${String(other)}` });
    expect(home(place.machineGuid)).toEqual(first);
    expect(home('00000000-0000-4000-8000-000000000002')).not.toEqual(home(place.machineGuid));
  });

  test('contain a folder of 50,000 entries, a file of 2 GB, a depth of more than 40, an empty folder and unusual names', () => {
    const root = machineFiles(place);
    expect([folderAt(root, WIDE_FOLDER).children().size, WIDE_COUNT]).toEqual([50_000, 50_000]);
    expect(nodeAt(root, BIG_FILE)).toMatchObject({ kind: 'file', size: BIG_SIZE });
    const deep = `/srv/deep/${Array.from({ length: 40 }, (_, level) => `level-${String(level + 1).padStart(2, '0')}`).join('/')}/bottom.txt`;
    expect(nodeAt(root, deep)).toMatchObject({ kind: 'file' });
    expect(folderAt(root, '/srv/empty').children().size).toBe(0);
    for (const name of folderAt(root, '/srv/names').children().keys())
      expect(nodeAt(root, `/srv/names/${name}`)).toMatchObject({ text: `${name}\n` });
  });

  test('of Windows and of data disks have folders of their own', () => {
    expect([
      ...machineFiles({ ...place, type: 'ntfs' })
        .children()
        .keys(),
    ]).toContain('Windows');
    expect([
      ...machineFiles({ ...place, index: 1, type: 'xfs' })
        .children()
        .keys(),
    ]).toEqual(['exports', 'projects', 'share']);
  });
});

describe('paths', () => {
  const root = folder(() => [
    [
      'a',
      folder(() => [
        ['file', textFile('x')],
        ['up', link('../b')],
        ['self', link('self')],
      ]),
    ],
    ['b', folder(() => [['other', textFile('y')]])],
    ['abs', link('/a/up/other')],
  ]);

  test('follow links on the way and at the end, also circular ones', () => {
    expect(nodeAt(root, '/abs')).toMatchObject({ text: 'y' });
    expect(nodeAt(root, '/a/up/other')).toMatchObject({ text: 'y' });
    expect(entryAt(root, '/abs')?.kind).toBe('link');
    expect(nodeAt(root, '/a/self')).toBeUndefined();
    expect(linkTarget(root, ['a'], '../b')?.kind).toBe('folder');
    expect(linkTarget(root, [], '/nowhere')).toBeUndefined();
  });

  test('are absolute, with or without a slash at the end, and never go up', () => {
    expect(nodeAt(root, '/a/')).toBe(nodeAt(root, '//a/.'));
    expect(nodeAt(root, '/a/file/x')).toBeUndefined();
    for (const path of ['a', '', '/a/../b', '/..', '/a\0b']) expect(() => nodeAt(root, path)).toThrow(PathError);
  });
});

describe('content', () => {
  test.each([0, 1, 7, 65_536, 65_537, 200_000])('of %i bytes has that length, and is the same each time', (size) => {
    const [first, second] = [1, 2].map(() => Buffer.concat([...contentOf(blobFile('x', size))]));
    expect(first?.length).toBe(size);
    expect(first?.equals(second ?? Buffer.alloc(1))).toBe(true);
  });
});

describe('tar archives', () => {
  test('can be unpacked by tar: folders, links, long and non-ASCII names, contents', () => {
    const root = machineFiles(place);
    const entry = (path: string) => {
      const node = entryAt(root, path);
      if (node === undefined) throw new Error(path);
      return { name: path.slice(1), node };
    };
    const archive = Buffer.concat([
      ...tarOf(['/etc', '/srv/names', '/srv/current', '/home/alice'].map(entry), Date.parse('2026-03-01T00:00:00Z')),
    ]);
    const listed = spawnSync('tar', ['-tf', '-', '--quoting-style=literal'], {
      input: archive,
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    });
    expect(listed.stderr.toString()).toBe('');
    const names = listed.stdout.toString().trim().split('\n');
    for (const name of folderAt(root, '/srv/names').children().keys()) expect(names).toContain(`srv/names/${name}`);
    expect(names).toContain('etc/');
    const hosts = spawnSync('tar', ['-xOf', '-', 'etc/hosts'], { input: archive });
    expect(hosts.stdout.toString()).toBe('127.0.0.1 localhost\n127.0.1.1 web-01\n');
  });
});
