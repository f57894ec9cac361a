/** Constants of Storware's hypervisor and manager types (STORWARE_API.md 12.7) as people call them. */
const names: Readonly<Record<string, string>> = {
  OPENSTACK: 'OpenStack',
  RHV: 'RHV / oVirt',
  RHEV: 'RHV / oVirt',
  VCENTER: 'VMware',
  ESXI: 'VMware ESXi',
  NUTANIX: 'Nutanix',
  PROXMOX: 'Proxmox VE',
  HYPERV: 'Hyper-V',
  KVM: 'KVM',
  XEN: 'Xen',
  CITRIX: 'XenServer',
  OVM: 'Oracle VM',
  ORACLE: 'Oracle VM',
  AWS: 'Amazon EC2',
  KUBERNETES: 'Kubernetes',
  OPENSHIFT: 'OpenShift',
  UNKNOWN: 'Unknown',
};

/** Name of a platform; a constant that a newer server invented reads as a word. */
export function platformName(platform: string): string {
  const known = names[platform.toUpperCase()];
  if (known !== undefined) return known;
  const text = platform.replaceAll('_', ' ').toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
}
