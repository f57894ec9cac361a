/** The kinds in `MirrorInfrastructure`; those that a tenant can be entitled to are called as in `EntitledKind`. */
export const infrastructureKinds = [
  'DESTINATION',
  'PROJECT',
  'MANAGER',
  'HYPERVISOR',
  'CLUSTER',
  'STORAGE',
  'NETWORK',
  'FLAVOR',
  'NODE',
] as const;
export type InfrastructureKind = (typeof infrastructureKinds)[number];
