import { contentOf } from './file-node';
import type { FileNode } from './file-node';

const BLOCK = 512;
const TYPE = { folder: '5', file: '0', link: '2', pax: 'x' } as const;

interface Header {
  name: string;
  type: keyof typeof TYPE;
  size: number;
  mode: number;
  modifiedMs: number;
  owner: string;
  group: string;
  target: string;
}

function headerBlock(header: Header): Buffer {
  const block = Buffer.alloc(BLOCK);
  const text = (value: string, offset: number, length: number): void => void block.write(value, offset, length, 'utf8');
  const octal = (value: number, offset: number, length: number): void =>
    text(`${value.toString(8).padStart(length - 1, '0')}\0`, offset, length);
  text(header.name, 0, 100);
  octal(header.mode, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(header.size, 124, 12);
  octal(Math.max(0, Math.floor(header.modifiedMs / 1000)), 136, 12);
  text('        ', 148, 8);
  text(TYPE[header.type], 156, 1);
  text(header.target, 157, 100);
  text('ustar\x0000', 257, 8);
  text(header.owner, 265, 32);
  text(header.group, 297, 32);
  octal(
    block.reduce((sum, byte) => sum + byte, 0),
    148,
    7,
  );
  return block;
}

/** A record "length key=value\n", whose length counts itself. */
function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const bytes = Buffer.byteLength(rest);
  let length = bytes + String(bytes).length;
  if (String(length).length > String(bytes).length) length = bytes + String(length).length;
  return `${String(length)}${rest}`;
}

function padding(size: number): Buffer {
  return Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);
}

/** The blocks before an entry's content: with a pax record where the name does not fit into the old header. */
function* headersOf(header: Header): Generator<Buffer> {
  const plain = Buffer.byteLength(header.name) === header.name.length && header.name.length <= 100;
  if (!plain) {
    const record = Buffer.from(paxRecord('path', header.name));
    yield headerBlock({ ...header, name: 'pax-header', type: 'pax', size: record.length, target: '' });
    yield record;
    yield padding(record.length);
  }
  yield headerBlock({ ...header, name: plain ? header.name : 'see-pax-header' });
}

function* entryOf(name: string, node: FileNode, snapshotTime: number): Generator<Buffer> {
  const common = {
    mode: node.mode,
    modifiedMs: snapshotTime - node.age,
    owner: node.owner,
    group: node.group,
    target: '',
  };
  if (node.kind === 'link') {
    yield* headersOf({ ...common, name, type: 'link', size: 0, target: node.target });
  } else if (node.kind === 'file') {
    yield* headersOf({ ...common, name, type: 'file', size: node.size });
    yield* contentOf(node);
    yield padding(node.size);
  } else {
    yield* headersOf({ ...common, name: `${name}/`, type: 'folder', size: 0 });
    for (const [child, inner] of node.children()) yield* entryOf(`${name}/${child}`, inner, snapshotTime);
  }
}

/** An uncompressed tar archive (POSIX, pax) of the given entries and all below them, made as it is read. */
export function* tarOf(entries: readonly { name: string; node: FileNode }[], snapshotTime: number): Generator<Buffer> {
  for (const { name, node } of entries) yield* entryOf(name, node, snapshotTime);
  yield Buffer.alloc(2 * BLOCK);
}
