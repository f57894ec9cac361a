'use client';

import { CalendarOff, CalendarCheck, Copy, Ellipsis, Pencil, Trash2 } from 'lucide-react';
import { IconButton } from '@/components/ui/icon-button';
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu';
import { editPolicyAddress, newPolicyAddress } from '@/lib/client/policy-addresses';
import type { Policy } from '@/lib/contracts/policy';
import { useSwitchPolicy } from './use-switch-policy';

/** What an administrator may do to a policy: only what will not be refused. */
export function PolicyActions({
  policy,
  onDelete,
  withEdit = true,
}: {
  policy: Policy;
  onDelete: () => void;
  withEdit?: boolean;
}) {
  const { switchPolicy, isPending } = useSwitchPolicy();
  const isBusy = policy.condition === 'SAVING' || policy.condition === 'DELETING' || isPending;
  const canChange = !policy.readOnly && !isBusy;
  return (
    <Menu
      label={`Actions for ${policy.name}`}
      trigger={
        <IconButton
          tooltip={false}
          label={`Actions for ${policy.name}`}
          icon={<Ellipsis aria-hidden className="size-4" />}
        />
      }
    >
      {withEdit && canChange ? (
        <MenuItem icon={<Pencil aria-hidden />} href={editPolicyAddress(policy.guid)}>
          Edit
        </MenuItem>
      ) : null}
      {canChange ? (
        <MenuItem
          icon={policy.active ? <CalendarOff aria-hidden /> : <CalendarCheck aria-hidden />}
          onAction={() => switchPolicy(policy)}
        >
          {policy.active ? 'Switch off' : 'Switch on'}
        </MenuItem>
      ) : null}
      <MenuItem
        icon={<Copy aria-hidden />}
        href={newPolicyAddress({ copy: policy.guid })}
        description={policy.readOnly ? 'As a policy of your own' : undefined}
      >
        Copy
      </MenuItem>
      {canChange ? <MenuSeparator /> : null}
      {canChange ? (
        <MenuItem icon={<Trash2 aria-hidden />} tone="danger" onAction={onDelete}>
          Delete…
        </MenuItem>
      ) : null}
    </Menu>
  );
}
