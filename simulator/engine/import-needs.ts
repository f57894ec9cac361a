import type { Platform } from '@/simulator/model/platform';

/** What an import into a platform must be told (section 15), and what it makes of a name that exists (14.2). */
export interface ImportNeeds {
  cluster: 'required' | 'optional' | 'none';
  /** The id of the cluster may be that of a host instead. */
  clusterOrHost: boolean;
  storage: 'required' | 'optional' | 'original-by-default';
  /** Takes place in a project: the original's unless another is named. */
  project: boolean;
  /** May be told a data centre; there is one only. */
  dataCenter: boolean;
  allocationFormat: boolean;
  flavor: boolean;
  /** Two machines may have one name. Known for OpenStack (yes) and oVirt (no); invented for the others. */
  equalNames: boolean;
}

const ALONE: ImportNeeds = {
  cluster: 'none',
  clusterOrHost: false,
  storage: 'required',
  project: false,
  dataCenter: false,
  allocationFormat: false,
  flavor: false,
  equalNames: false,
};

export const IMPORT_NEEDS: Readonly<Record<Platform, ImportNeeds>> = {
  OPENSTACK: {
    ...ALONE,
    cluster: 'required',
    storage: 'original-by-default',
    project: true,
    flavor: true,
    equalNames: true,
  },
  RHV: { ...ALONE, cluster: 'required', allocationFormat: true },
  VCENTER: { ...ALONE, cluster: 'required', clusterOrHost: true, dataCenter: true },
  NUTANIX: { ...ALONE, cluster: 'optional', equalNames: true },
  PROXMOX: { ...ALONE, equalNames: true },
  HYPERV: { ...ALONE, equalNames: true },
  // All its files are QCOW2: then no storage is needed (section 15).
  KVM: { ...ALONE, storage: 'optional' },
};

/** The only data centre of the simulated vCenter. */
export const DATA_CENTER = 'Datacenter';
