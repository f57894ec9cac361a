import { HOUR } from '@/simulator/engine/timeline';
import { integerBetween, pick, randomFor } from '@/simulator/random';

import { blobFile, folder, link, textFile } from './file-node';
import type { FileNode, Folder } from './file-node';

const KB = 1024;
const MB = 1024 * KB;
const GB = 1024 * MB;
/** Folders of the generated part end at this depth. */
const DEEPEST = 8;
export const WIDE_FOLDER = '/srv/wide';
export const WIDE_COUNT = 50_000;
export const BIG_FILE = '/srv/dumps/database.dump';
export const BIG_SIZE = 2 * GB;

const WORDS = [
  'report',
  'invoice',
  'notes',
  'backup',
  'image',
  'export',
  'archive',
  'draft',
  'plan',
  'summary',
  'data',
  'index',
] as const;
const ENDINGS = ['txt', 'pdf', 'csv', 'json', 'log', 'docx', 'png', 'tar.gz', 'sql', 'conf'] as const;
const PEOPLE = ['alice', 'bob', 'carol'] as const;

export interface FileSystemPlace {
  seed: number;
  machineGuid: string;
  machineName: string;
  /** Which disk's file system, from 0; the first one is the system's. */
  index: number;
  type: string;
}

const MOST_KEPT = 8;
const kept = new Map<string, Folder>();

/**
 * The root folder of a machine's file system: the same for the same seed and machine, whatever backup it is read from.
 * The last few are cached, because generating 50,000 entries for every read is slow.
 */
export function machineFiles(place: FileSystemPlace): Folder {
  const key = JSON.stringify(place);
  const root = kept.get(key) ?? makeFiles(place);
  kept.delete(key);
  kept.set(key, root);
  for (const oldest of kept.keys()) if (kept.size > MOST_KEPT) kept.delete(oldest);
  return root;
}

function makeFiles(place: FileSystemPlace): Folder {
  if (place.type === 'ntfs') return windowsFiles(place);
  return place.index === 0 ? linuxFiles(place) : dataFiles(place);
}

/** Some files and folders derived from the path alone; every folder has some below it. */
function someFiles(place: FileSystemPlace, path: string, owner: string, depth = 0): Folder {
  return folder(
    () => {
      const random = randomFor(place.seed, `files:${place.machineGuid}:${String(place.index)}:${path}`);
      const entries: [string, FileNode][] = [];
      const folders = depth >= DEEPEST ? 0 : integerBetween(random, depth < 2 ? 1 : 0, 3);
      for (let index = 0; index < folders; index += 1) {
        const name = `${pick(random, WORDS)}-${String(2019 + integerBetween(random, 0, 7))}`;
        entries.push([name, someFiles(place, `${path}/${name}`, owner, depth + 1)]);
      }
      for (let index = integerBetween(random, 2, 12); index > 0; index -= 1) {
        const name = `${pick(random, WORDS)}-${String(index).padStart(2, '0')}.${pick(random, ENDINGS)}`;
        const size = Math.floor(2 ** (6 + random() * 11));
        entries.push([
          name,
          blobFile(`${place.machineGuid}${path}/${name}`, size, {
            age: Math.floor(random() * 9000) * HOUR,
            owner,
            group: owner,
          }),
        ]);
      }
      return entries;
    },
    { owner, group: owner, age: 24 * HOUR },
  );
}

/** Names that programs often fail on. */
function oddNames(): Iterable<readonly [string, FileNode]> {
  const names = [
    'with spaces.txt',
    'żółć-файл-文件-📁.txt',
    '"double" and \'single\'.txt',
    'semi;colon & ampersand #1 100%.txt',
    '-rf',
    '..not-a-parent',
    '.hidden',
    '<img src=x onerror=alert(1)>.html',
    'back\\slash.txt',
    `${'long-'.repeat(48)}name.txt`,
  ];
  return names.map((name) => [name, textFile(`${name}\n`)]);
}

function deepFolder(level: number): Folder {
  return folder(() =>
    level > 40
      ? [['bottom.txt', textFile('You have arrived.\n')]]
      : [[`level-${String(level).padStart(2, '0')}`, deepFolder(level + 1)]],
  );
}

function* wideEntries(place: FileSystemPlace): Iterable<readonly [string, FileNode]> {
  const random = randomFor(place.seed, `wide:${place.machineGuid}`);
  for (let index = 0; index < WIDE_COUNT; index += 1) {
    const name = `record-${String(index).padStart(5, '0')}.json`;
    const seed = `${place.machineGuid}/wide/${name}`;
    yield [
      name,
      {
        kind: 'file',
        size: integerBetween(random, 100, 4000),
        text: null,
        seed,
        age: index * 60_000,
        owner: 'app',
        group: 'app',
        mode: 0o644,
      },
    ];
  }
}

function linuxFiles(place: FileSystemPlace): Folder {
  const { machineGuid, machineName } = place;
  const blob = (name: string, size: number, age = 2): FileNode =>
    blobFile(`${machineGuid}/${name}`, size, { age: age * HOUR });
  const etc = (): [string, FileNode][] => [
    ['hostname', textFile(`${machineName}\n`)],
    ['hosts', textFile(`127.0.0.1 localhost\n127.0.1.1 ${machineName}\n`)],
    ['fstab', textFile('/dev/vda1 / ext4 defaults 0 1\n')],
    ['passwd', textFile('root:x:0:0:root:/root:/bin/bash\nalice:x:1000:1000::/home/alice:/bin/bash\n')],
    ['shadow', textFile('root:*:19000:0:99999:7:::\n', { mode: 0o640, group: 'shadow' })],
    ['ssh', folder(() => [['sshd_config', textFile('PermitRootLogin no\n')]])],
    ['nginx', someFiles(place, '/etc/nginx', 'root', 6)],
  ];
  const log = (): [string, FileNode][] => [
    ['syslog', blob('syslog', 7 * MB, 0)],
    ['auth.log', blob('auth.log', 420 * KB, 1)],
    ...Array.from({ length: 12 }, (_, index): [string, FileNode] => [
      `syslog.${String(index + 1)}.gz`,
      blob(`syslog.${String(index)}`, 300 * KB, 24 * index),
    ]),
  ];
  return folder(() => [
    ['bin', link('usr/bin')],
    ['boot', folder(() => [['vmlinuz', blob('vmlinuz', 11 * MB, 900)]])],
    ['etc', folder(etc)],
    ['home', folder(() => PEOPLE.map((name) => [name, someFiles(place, `/home/${name}`, name)]))],
    ['lost+found', folder(() => [], { mode: 0o700 })],
    ['opt', someFiles(place, '/opt', 'root', 5)],
    ['root', folder(() => [['.bashrc', textFile('alias ll="ls -l"\n')]], { mode: 0o700 })],
    [
      'srv',
      folder(() => [
        ['broken-link', link('/nowhere/at/all')],
        ['current', link('dumps')],
        ['deep', deepFolder(1)],
        ['dumps', folder(() => [['database.dump', blob('database.dump', BIG_SIZE)]])],
        ['empty', folder(() => [])],
        ['names', folder(oddNames)],
        ['wide', folder(() => wideEntries(place), { owner: 'app', group: 'app' })],
      ]),
    ],
    ['tmp', folder(() => [], { mode: 0o777 })],
    [
      'usr',
      folder(() => [
        ['bin', folder(() => ['bash', 'cat', 'ls', 'tar'].map((name) => [name, blob(`bin/${name}`, 140 * KB, 700)]))],
      ]),
    ],
    ['var', folder(() => [['log', folder(log)]])],
  ]);
}

function dataFiles(place: FileSystemPlace): Folder {
  return folder(() => ['exports', 'projects', 'share'].map((name) => [name, someFiles(place, `/${name}`, 'app')]));
}

function windowsFiles(place: FileSystemPlace): Folder {
  const users = (): [string, FileNode][] => PEOPLE.map((name) => [name, someFiles(place, `/Users/${name}`, name)]);
  const system = (): [string, FileNode][] => [
    ['drivers', folder(() => [['etc', folder(() => [['hosts', textFile('127.0.0.1 localhost\r\n')]])]])],
  ];
  if (place.index > 0) return dataFiles(place);
  return folder(() => [
    ['Program Files', someFiles(place, '/Program Files', 'SYSTEM', 5)],
    ['Users', folder(users)],
    ['Windows', folder(() => [['System32', folder(system)]])],
  ]);
}
