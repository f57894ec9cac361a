import type { PlatformNeeds } from './platform-needs';

const always = ['recoveryPoint', 'mode', 'copy'] as const;
/** What a body may name when files are restored to a node. */
export const fileSystemFields: ReadonlySet<string> = new Set([...always, 'node', 'path']);

/** What a body may name for an import into a platform with these needs. */
export function importFields(needs: PlatformNeeds): ReadonlySet<string> {
  return new Set([
    ...always,
    ...['name', 'overwrite', 'overwriteMachines', 'powerOn', 'hypervisorManager', 'hypervisor'],
    ...(needs.project === 'none' ? [] : ['project']),
    ...(needs.cluster === 'none' ? [] : ['cluster']),
    ...(needs.storage === 'none' ? [] : ['storage', 'disks']),
    ...(needs.storage === 'none' || needs.originalStorage === 'never' ? [] : ['originalStorage']),
    ...(needs.dataCenter === 'none' ? [] : ['dataCenter']),
    ...(needs.flavor ? ['flavor'] : []),
    ...(needs.networks ? ['networks'] : []),
    ...(needs.diskAllocation === 'none' ? [] : ['diskAllocation']),
  ]);
}
