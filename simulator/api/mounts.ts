import * as z from 'zod';
import { isIscsiMountable } from '@/simulator/engine/backup-files';
import { contentOf, entryAt, linkTarget, namesOf, nodeAt, PathError } from '@/simulator/files/file-node';
import type { FileNode, Folder } from '@/simulator/files/file-node';
import { machineFiles } from '@/simulator/files/machine-files';
import { tarOf } from '@/simulator/files/tar-stream';
import type { MountedBackup } from '@/simulator/model/restore-job';
import type { Call, Handler, Routes } from './call';
import { badRequest, found, notFound } from './call';
import { backupRecord } from './backups';
import { parseBody, textField, textsField } from './body';
import { answerList, answerPlainList } from './listing';
import { nameOf } from './records';

function mountRecord(call: Call, mount: MountedBackup): Record<string, unknown> {
  const { sim, wire } = call;
  const backup = sim.world.backups.get(mount.backupGuid);
  return {
    guid: mount.guid,
    backup: wire.optional(
      backup === undefined ? null : { ...backupRecord(call, backup), iscsiMountable: isIscsiMountable(sim, backup) },
    ),
    mode: wire.enum(mount.mode),
    // A bare string before 5.2 (section 6).
    state: sim.behaviour.dialect === 'guide' ? mount.state : wire.enum(mount.state),
    node: wire.reference(sim.world.nodes.get(mount.nodeGuid ?? ''), nameOf),
    mountedFileSystemCount: mount.fileSystems.length,
    mountedFileCount: mount.files.length,
  };
}

const list: Handler = (call) => {
  const { sim, query, tenant } = call;
  const { world } = sim;
  const backup = query.text('backup');
  const entity = query.text('protected-entity', 'protectedEntity');
  const type = query.text('protected-entity-type');
  const modes = query.all('mode');
  const finished = query.flag('finished-mount');
  const node = query.text('node');
  const mounts = [...world.mounts.values()].filter(
    (mount) =>
      (backup === undefined || mount.backupGuid === backup) &&
      (entity === undefined || mount.machineGuid === entity) &&
      (type === undefined || type === 'VM') &&
      (modes.length === 0 || modes.includes(mount.mode)) &&
      (finished === undefined || finished === (mount.endedAt !== null)) &&
      (node === undefined || mount.nodeGuid === node) &&
      (tenant === undefined || world.projects.get(mount.projectGuid ?? '')?.uuid === tenant),
  );
  return answerList(
    call,
    mounts.reverse(),
    {
      text: ({ guid, machineName, mode, state }) => [guid, machineName, mode, state],
      name: ({ machineName }) => machineName,
      columns: {
        'backup.protectedEntity.name': ({ machineName }) => machineName,
        'backup.snapshotTime': ({ snapshotTime }) => snapshotTime,
        mode: ({ mode }) => mode,
        state: ({ state }) => state,
        node: ({ nodeGuid }) => world.nodes.get(nodeGuid ?? '')?.name,
        'node.name': ({ nodeGuid }) => world.nodes.get(nodeGuid ?? '')?.name,
      },
    },
    (mount) => mountRecord(call, mount),
  );
};

function requestedMount({ sim, query }: Call): MountedBackup | undefined {
  const mount = sim.world.mounts.get(query.text('mounted-backup') ?? '');
  return mount?.state === 'RUNNING' ? mount : undefined;
}

/** The content of a mount; nothing before it is ready and after it has ended. */
const fileSystems: Handler = (call) =>
  answerPlainList(call, requestedMount(call)?.fileSystems ?? [], ({ guid, mountPath, volume, size, type, label }) => ({
    guid,
    mountPath,
    fileSystem: { volume, size, type, label },
  }));

const files: Handler = (call) =>
  answerPlainList(call, requestedMount(call)?.files ?? [], ({ path }) => ({ path, randomAccess: true }));

/** Mounted backups and what they consist of (section 6). */
export const mountedBackupRoutes: Routes = (api, on) => {
  api.get('/mounted-backups', on(list));
  api.get(
    '/mounted-backups/:guid',
    on((call) => call.context.json(mountRecord(call, found(call.sim.world.mounts.get(call.guid), 'Mounted backup')))),
  );
  api.get('/mounted-file-systems/detailed', on(fileSystems));
  api.get('/mounted-files', on(files));
};

const PERMISSIONS = [
  'OTHERS_EXECUTE',
  'OTHERS_WRITE',
  'OTHERS_READ',
  'GROUP_EXECUTE',
  'GROUP_WRITE',
  'GROUP_READ',
  'OWNER_EXECUTE',
  'OWNER_WRITE',
  'OWNER_READ',
];

interface Opened {
  mount: MountedBackup;
  root: Folder;
}

/** The file system in the path, while its backup is mounted. */
function opened({ sim, guid }: Call): Opened {
  for (const mount of sim.world.mounts.values()) {
    const fileSystem = mount.fileSystems.find((candidate) => candidate.guid === guid);
    if (fileSystem === undefined) continue;
    if (mount.state !== 'RUNNING') throw badRequest('Backup is not mounted');
    const { machineGuid, machineName } = mount;
    return {
      mount,
      root: machineFiles({ seed: sim.seed, machineGuid, machineName, index: fileSystem.index, type: fileSystem.type }),
    };
  }
  throw notFound('Mounted file system');
}

/** Reads a path of the request; an invalid path is 400. */
function readingPaths<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof PathError) throw badRequest(error.message);
    throw error;
  }
}

const permissionsByMode = new Map<number, string[]>();

function permissionsOf(mode: number): string[] {
  const known = permissionsByMode.get(mode);
  if (known !== undefined) return known;
  const permissions = PERMISSIONS.filter((_, bit) => (mode & (1 << bit)) !== 0).reverse();
  permissionsByMode.set(mode, permissions);
  return permissions;
}

const listing: Handler = async (call) => {
  const { mount, root } = opened(call);
  const { path } = parseBody(z.looseObject({ path: textField }), await call.body());
  const names = readingPaths(() => namesOf(path ?? ''));
  const node = readingPaths(() => nodeAt(root, path ?? ''));
  if (node === undefined) throw notFound('Path');
  if (node.kind !== 'folder') throw badRequest('Path is not a directory');
  const typeOf = (child: FileNode): string => {
    if (child.kind === 'folder') return 'DIRECTORY';
    if (child.kind === 'file') return 'REGULAR_FILE';
    return linkTarget(root, names, child.target) === undefined ? 'BROKEN_SYMLINK' : 'SYMLINK';
  };
  const types = new Map(
    ['DIRECTORY', 'REGULAR_FILE', 'SYMLINK', 'BROKEN_SYMLINK'].map((type) => [type, call.wire.enum(type)]),
  );
  return call.context.json(
    Array.from(node.children(), ([name, child]) => ({
      name,
      fileType: types.get(typeOf(child)),
      size: child.kind === 'file' ? child.size : child.kind === 'folder' ? 4096 : child.target.length,
      modified: mount.snapshotTime - child.age,
      owner: child.owner,
      group: child.group,
      permissions: permissionsOf(child.mode),
    })),
  );
};

/** Yields chunks as they are requested, and none after the reader has left: a slow reader costs no memory. */
function streamOf(chunks: Iterator<Buffer>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        const { value, done } = chunks.next() as IteratorResult<Buffer, undefined>;
        if (done === true) controller.close();
        else controller.enqueue(value);
      },
      cancel: () => void chunks.return?.(),
    },
    { highWaterMark: 0 },
  );
}

/**
 * Quotes become underscores, as the vendor's clients expect, and so do characters that a header can't contain (section
 * 6).
 */
function disposition(name: string): string {
  return `attachment; filename=_${name.replaceAll(/[^\x20-\x7e]|["\\;]/g, '_')}_`;
}

/** Leaves out what lies in another folder of the selection. */
function withoutNested(paths: readonly string[]): string[][] {
  const all = [...new Set(paths.map((path) => namesOf(path).join('/')))];
  return all
    .filter((path) => !all.some((other) => other !== path && (other === '' || path.startsWith(`${other}/`))))
    .map((path) => namesOf(`/${path}`));
}

const download: Handler = async (call) => {
  const { mount, root } = opened(call);
  const { paths } = parseBody(z.looseObject({ paths: textsField }), await call.body());
  if (paths == null || paths.length === 0) throw badRequest("Field 'paths' is missing or not valid");
  const selected = readingPaths(() => withoutNested(paths));
  const entries = selected.map((names) => {
    const node = entryAt(root, `/${names.join('/')}`);
    if (node === undefined) throw notFound('Path');
    return { names, node };
  });
  const [only] = entries;
  const single = entries.length === 1 && only !== undefined ? nodeAt(root, `/${only.names.join('/')}`) : undefined;
  const headers = (name: string): Record<string, string> => ({
    'Content-Type': 'application/octet-stream',
    'Content-Disposition': disposition(name),
  });
  if (entries.length === 1 && single === undefined) throw notFound('Path');
  if (single?.kind === 'file') {
    return new Response(streamOf(contentOf(single)), {
      headers: { ...headers(only?.names.at(-1) ?? ''), 'Content-Length': String(single.size) },
    });
  }
  const tar = tarOf(
    entries.map(({ names, node }) => ({
      name: names.length === 0 ? '.' : names.join('/'),
      node: entries.length === 1 && single !== undefined ? single : node,
    })),
    mount.snapshotTime,
  );
  return new Response(streamOf(tar), {
    headers: headers(`${entries.length === 1 ? (only?.names.at(-1) ?? 'root') : 'files'}.tar`),
  });
};

/** Listing and download of mounted file systems (section 6). */
export const mountedFileRoutes: Routes = (api, on) => {
  api.post('/mounted-file-systems/:guid/listing', on(listing));
  api.post('/mounted-file-systems/:guid/download', on(download));
};
