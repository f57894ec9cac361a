import { describe, expect, test } from 'vitest';
import { importFields, needsOf, usualTarget } from './platform-needs';

describe('what a platform needs', () => {
  test.each([
    ['OPENSTACK', 'MANAGER', ['cluster', 'project']],
    ['RHV', 'MANAGER', ['cluster', 'storage', 'diskAllocation']],
    ['VCENTER', 'MANAGER', ['cluster', 'storage', 'dataCenter']],
    ['ESXI', 'HYPERVISOR', ['storage']],
    ['NUTANIX', 'MANAGER', ['storage']],
    ['KVM', 'HYPERVISOR', []],
    ['XEN', 'HYPERVISOR', ['storage']],
    ['PROXMOX', 'HYPERVISOR', ['storage']],
    ['CITRIX', 'HYPERVISOR', ['storage']],
    ['HYPERV', 'HYPERVISOR', ['storage']],
    ['AWS', 'MANAGER', ['cluster']],
    ['KUBERNETES', 'MANAGER', ['project']],
    ['OPENSHIFT', 'MANAGER', ['project']],
  ] as const)('%s requires the fields of the vendor’s table', (platform, target, required) => {
    const needs = needsOf(platform, target);
    expect(needs.request).toBe(platform);
    expect(usualTarget(platform)).toBe(target);
    const demanded = (['cluster', 'storage', 'project', 'dataCenter', 'diskAllocation'] as const).filter(
      (field) => needs[field] === 'required',
    );
    expect(new Set(demanded)).toEqual(new Set(required));
    for (const field of demanded) expect(importFields(needs).has(field)).toBe(true);
  });

  test.each([
    ['FUSIONCOMPUTE', 'MANAGER'],
    ['HYPERV', 'MANAGER'],
    ['OPENSTACK', 'HYPERVISOR'],
    ['constructor', 'MANAGER'],
  ] as const)('%s at a %s has the generic fields, none of them required', (platform, target) => {
    const needs = needsOf(platform, target);
    expect(needs.request).toBe('OTHER');
    expect(Object.values(needs)).not.toContain('required');
    expect([...importFields(needs)]).toEqual(
      expect.arrayContaining(['cluster', 'storage', 'project', 'dataCenter', 'flavor', 'networks', 'diskAllocation']),
    );
  });

  test('only OpenStack is known to allow two machines of the same name', () => {
    expect(needsOf('OPENSTACK', 'MANAGER').equalNames).toBe(true);
    for (const platform of ['RHV', 'VCENTER', 'NUTANIX']) expect(needsOf(platform, 'MANAGER').equalNames).toBe(false);
  });
});
