import { networkCardGuid } from '@/simulator/engine/backup-files';
import type { Network } from '@/simulator/model/inventory';
import { partGuid } from '@/simulator/random';

import { found } from './api-error';
import type { Handler, Routes } from './call';

const GROUP_SALT = 700;
const MAC_SALT = 701;

/** Security groups are invented: every project has one. */
function groupOf(projectGuid: string): { guid: string; name: string; uuid: string } {
  const guid = partGuid(projectGuid, GROUP_SALT);
  return { guid, name: 'default', uuid: partGuid(guid, 1) };
}

/** The address of a card, of the range that OpenStack gives out. */
function macOf(cardGuid: string): string {
  const digits = partGuid(cardGuid, MAC_SALT).replaceAll('-', '').slice(0, 6);
  return `fa:16:3e:${digits.slice(0, 2)}:${digits.slice(2, 4)}:${digits.slice(4, 6)}`;
}

const shown = ({ guid, uuid, name }: Network): { guid: string; uuid: string; name: string } => ({ guid, uuid, name });

/** GET /openstack/restore-settings: what a restore of a backup may choose of networks and security groups (end of 5.3.2). */
const restoreSettings: Handler = (call) => {
  const { query, sim, context } = call;
  const { world } = sim;
  const backup = found(world.backups.get(query.text('backup-guid') ?? ''), 'Backup');
  const machine = found(world.machines.get(backup.machineGuid), 'Virtual machine');
  const manager = query.text('hvm-guid') ?? machine.managerGuid;
  const project = world.projects.get(query.text('project-guid') ?? backup.projectGuid ?? machine.projectGuid ?? '');
  const groups = project === undefined ? [] : [groupOf(project.guid)];
  const own = backup.projectGuid === null ? [] : [groupOf(backup.projectGuid)];
  const targets = [...world.networks.values()].filter(
    ({ managerGuid, projectGuid }) =>
      managerGuid === manager && (projectGuid === null || projectGuid === project?.guid),
  );
  const sources = machine.networkGuids.flatMap((guid, index) => {
    const network = world.networks.get(guid);
    if (network === undefined) return [];
    const card = networkCardGuid(machine.guid, index);
    return [
      {
        ...shown(network),
        defaultMacAddress: macOf(card),
        defaultNetworkInternalId: partGuid(card, 1),
        securityGroupsFromBackup: own,
      },
    ];
  });
  const networkSection = {
    securityGroupsFromHypervisorManager: groups,
    sourceNetworkWithSecurityGroups: sources,
    targetNetworks: targets.map(shown),
  };
  return context.json({ networkSection, storageSection: {}, advancedSection: {} });
};

/** What only OpenStack has. */
export const restoreSettingsRoutes: Routes = (api, on) => {
  api.get('/openstack/restore-settings', on(restoreSettings));
};
