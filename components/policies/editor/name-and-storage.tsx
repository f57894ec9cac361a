'use client';

import { useTranslations } from 'next-intl';
import { faultAt } from './saving';
import type { Faults } from './saving';
import { Notice } from '@/components/ui/notice';
import { NumberField } from '@/components/ui/number-field';
import { TextField } from '@/components/ui/text-field';
import { Section } from '@/components/ui/section';
import { SelectField } from '@/components/ui/select-field';
import { Switch } from '@/components/ui/checkbox';
import { useServerText } from '@/lib/client/format/server-text';
import type { PolicyDraft, PolicyDraftState } from '@/lib/client/drafts/policy-draft';
import type { Policy, PolicyOptions } from '@/lib/contracts/policy';

interface NameSectionProps {
  draft: PolicyDraft;
  change: PolicyDraftState['change'];
  faults: Faults;
}

/** Name, state and priority of a policy. */
export function NameSection({ draft, change, faults }: NameSectionProps) {
  const t = useTranslations('policies');
  return (
    <Section title={t('nameSection.title')}>
      <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_auto]">
        <TextField
          label={t('nameSection.name')}
          value={draft.name}
          maxLength={100}
          autoComplete="off"
          placeholder={t('nameSection.placeholder')}
          error={faultAt(faults, 'name')}
          onChange={(event) => change({ name: event.target.value })}
        />
        <NumberField
          label={t('nameSection.priority')}
          min={0}
          max={100}
          value={draft.priority}
          onChange={(priority) => change(Number.isFinite(priority) ? { priority } : {})}
          error={faultAt(faults, 'priority')}
          description={t('nameSection.priorityText')}
        />
        <Switch
          className="sm:col-span-2"
          label={t('nameSection.on')}
          description={draft.active ? undefined : t('nameSection.off')}
          checked={draft.active}
          onChange={(active) => change({ active })}
        />
      </div>
    </Section>
  );
}

const none = 'none';

interface StorageSectionProps {
  draft: PolicyDraft;
  change: PolicyDraftState['change'];
  faults: Faults;
  options: PolicyOptions;
  /** Present destinations of the policy: they may stay though they can't be chosen again. */
  present: readonly NonNullable<Policy['destination']>[];
}

/** Destinations and retention. */
export function StorageSection({ draft, change, faults, options, present }: StorageSectionProps) {
  const t = useTranslations('policies');
  const ui = useTranslations('ui');
  const known = [
    ...options.destinations,
    ...present.filter(({ guid }) => !options.destinations.some((each) => each.guid === guid)),
  ];
  const wordsOfServer = useServerText();
  const choices = known.map(({ guid, name, nameRef }) => ({
    value: guid,
    label: wordsOfServer(name, nameRef),
    description: options.destinations.some((each) => each.guid === guid) ? undefined : t('storageSection.unassigned'),
  }));
  const { retention } = draft;
  const destinationsReason = wordsOfServer(options.destinationsReason, options.destinationsReasonRef);
  const keep = (kind: 'full' | 'incremental', change_: Partial<PolicyDraft['retention']['full']>) => {
    // An emptied field keeps its value.
    if (Object.values(change_).every(Number.isFinite))
      change(({ retention: before }) => ({ retention: { ...before, [kind]: { ...before[kind], ...change_ } } }));
  };
  return (
    <Section title={t('storageSection.title')}>
      <div className="space-y-4">
        {destinationsReason === null || choices.length > 0 ? null : (
          <Notice tone="late" title={t('storageSection.nowhere')}>
            {destinationsReason}
          </Notice>
        )}
        <div className="grid gap-4 sm:grid-cols-2">
          <SelectField
            label={t('storageSection.destination')}
            options={choices}
            value={draft.destination}
            onChange={(destination) => change({ destination })}
            error={faultAt(faults, 'destination')}
            description={choices.length === 0 ? (destinationsReason ?? undefined) : undefined}
          />
          <SelectField
            label={t('storageSection.secondCopy')}
            options={[
              { value: none, label: ui('none') },
              ...choices.map((choice) =>
                choice.value === draft.destination
                  ? { ...choice, isDisabled: true, description: t('storageSection.isFirst') }
                  : choice,
              ),
            ]}
            value={draft.secondaryDestination ?? none}
            onChange={(value) => change({ secondaryDestination: value === none ? null : value })}
            error={faultAt(faults, 'secondaryDestination')}
            description={choices.length < 2 ? t('storageSection.onlyOne') : undefined}
          />
        </div>
        <div className="grid gap-4 sm:grid-cols-2">
          {(['full', 'incremental'] as const).map((kind) => (
            <fieldset key={kind}>
              <legend className="mb-2 font-medium">{t(`storageSection.${kind}`)}</legend>
              <div className="flex flex-wrap gap-4">
                <NumberField
                  label={t('storageSection.keepLast')}
                  min={1}
                  max={9999}
                  value={retention[kind].keepLast}
                  onChange={(keepLast) => keep(kind, { keepLast })}
                  error={faultAt(faults, `retention.${kind}.keepLast`)}
                  description={t('storageSection.keepLastUnit')}
                />
                <NumberField
                  label={t('storageSection.keepDays')}
                  min={Math.min(1, retention[kind].keepDays)}
                  max={36_500}
                  value={retention[kind].keepDays}
                  onChange={(keepDays) =>
                    isShownAlike(keepDays, retention[kind].keepDays) ? undefined : keep(kind, { keepDays })
                  }
                  error={faultAt(faults, `retention.${kind}.keepDays`)}
                  description={t('storageSection.keepDaysUnit')}
                />
              </div>
            </fieldset>
          ))}
        </div>
        <p className="text-xs text-ink-3">{t('storageSection.eitherLimit')}</p>
      </div>
    </Section>
  );
}

/** Leaving the field commits its displayed value, to three decimals: an unchanged value stays exact. */
function isShownAlike(one: number, other: number): boolean {
  return Math.abs(one - other) < 0.001;
}
