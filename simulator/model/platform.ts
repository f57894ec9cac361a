/** Section 12.7: a machine belongs to a manager type (hvmType) or to a stand-alone hypervisor type (hvType). */
export type Platform = 'OPENSTACK' | 'RHV' | 'VCENTER' | 'NUTANIX' | 'PROXMOX' | 'HYPERV' | 'KVM';

interface PlatformFacts {
  readonly managed: boolean;
  readonly description: string;
  readonly incremental: boolean;
  readonly quiesce: boolean;
  readonly mode: string;
  readonly diskFormat: string;
}

/** What the platforms can do; incremental and quiesce after section 12.7, OpenStack by its storage back end. */
export const PLATFORMS: Readonly<Record<Platform, PlatformFacts>> = {
  OPENSTACK: {
    managed: true,
    description: 'OpenStack',
    incremental: true,
    quiesce: false,
    mode: 'DISK_ATTACHMENT',
    diskFormat: 'RAW',
  },
  RHV: {
    managed: true,
    description: 'RHV/oVirt',
    incremental: true,
    quiesce: true,
    mode: 'CHANGED_BLOCK_TRACKING',
    diskFormat: 'QCOW2',
  },
  VCENTER: {
    managed: true,
    description: 'VMware vCenter',
    incremental: true,
    quiesce: true,
    mode: 'DEFAULT',
    diskFormat: 'RAW',
  },
  NUTANIX: {
    managed: true,
    description: 'Nutanix',
    incremental: true,
    quiesce: true,
    mode: 'DISK_ATTACHMENT',
    diskFormat: 'RAW',
  },
  PROXMOX: {
    managed: false,
    description: 'Proxmox VE',
    incremental: false,
    quiesce: false,
    mode: 'SSH_TRANSFER',
    diskFormat: 'QCOW2',
  },
  HYPERV: {
    managed: false,
    description: 'Hyper-V',
    incremental: true,
    quiesce: false,
    mode: 'DEFAULT',
    diskFormat: 'RAW',
  },
  KVM: {
    managed: false,
    description: 'KVM',
    incremental: true,
    quiesce: false,
    mode: 'SSH_TRANSFER',
    diskFormat: 'QCOW2',
  },
};

/** Who started a piece of work (originEntity, section 11.2). */
export interface Origin {
  readonly type: 'USER' | 'SCHEDULE' | 'SYSTEM_SCHEDULE';
  readonly guid: string;
  readonly name: string;
}

/** Work that the server starts by itself. */
export const SYSTEM_ORIGIN: Origin = {
  type: 'SYSTEM_SCHEDULE',
  guid: '00000000-0000-4000-8000-000000000001',
  name: 'System',
};
