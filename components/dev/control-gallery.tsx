/* eslint-disable no-restricted-syntax -- samples for developers, in English only */
'use client';

import { Download, Server, Trash2 } from 'lucide-react';
import { useLocale } from 'next-intl';
import { useState } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import {
  BackupTypeText,
  Badge,
  Kbd,
  OperationStateBadge,
  ProtectionBadge,
  ProtectionStep,
  RecoveryPointBadge,
  RemovedBadge,
} from '@/components/ui/badge';
import type { Tone } from '@/components/ui/badge';
import { Button, IconButton } from '@/components/ui/button';
import { CopyButton, CopyText } from '@/components/ui/copy-text';
import { Dialog, SidePanel } from '@/components/ui/dialog';
import { TooltipLayer, tooltipProps } from '@/components/ui/tooltip-layer';
import { LinkButton } from '@/components/ui/link-button';
import { ChoiceMenu } from '@/components/ui/filter-menu';
import { RefusedButton } from '@/components/ui/refused-button';
import { ThingName } from '@/components/ui/thing-name';
import { Menu, MenuItem, MenuSection, MenuSeparator } from '@/components/ui/menu';
import { Breadcrumbs, PageHeader } from '@/components/ui/page-header';
import { ProgressBar, ProgressRing } from '@/components/ui/progress';
import { KeyValues, Section } from '@/components/ui/section';
import { DurationText, ExactTime, RelativeTime, SizeText, TimePartsText, WorkedText } from '@/components/ui/time-text';
import { Toasts } from '@/components/ui/toast';
import { setTheme, themes } from '@/lib/client/preference-cookies';
import { useTheme } from '@/lib/client/preferences';
import { useNow } from '@/lib/client/format/now';
import { protectionStates } from '@/lib/contracts/machine';
import { operationStates } from '@/lib/contracts/operation';
import { recoveryPointStatuses } from '@/lib/contracts/recovery-point';
import { localeOf } from '@/lib/messages/languages';
import { InputGallery } from './input-gallery';
import { MessageGallery } from './message-gallery';
import { TableGallery } from './table-gallery';

const tones: readonly Tone[] = ['ok', 'late', 'fail', 'run', 'none', 'accent'];
const variants = ['primary', 'secondary', 'quiet', 'danger'] as const;
const day = 86_400_000;
const nothing = () => undefined;

/** Every control in every state, in the theme chosen at the top. Its own texts are for developers, in English only. */
export function ControlGallery() {
  return (
    <I18nProvider locale={localeOf[useLocale()]}>
      <main className="mx-auto max-w-[90rem] space-y-5 px-6 py-5">
        <PageHeader
          title="Controls"
          before={<Breadcrumbs items={[{ label: 'Overview', href: '/overview' }, { label: 'Controls' }]} />}
          beside={<Badge tone="accent">beside the title</Badge>}
          description="Everything that pages are made of, in every state."
          actions={<ThemeMenu />}
        />
        <Buttons />
        <InputGallery />
        <States />
        <MessageGallery />
        <TableGallery />
        <Layers />
      </main>
      <Toasts />
      <TooltipLayer />
    </I18nProvider>
  );
}

/** Shows the page in another theme, as the account menu does. */
function ThemeMenu() {
  const theme = useTheme('system');
  return (
    <ChoiceMenu
      label="Theme"
      isFilter={false}
      choices={themes.map((value) => ({ value, label: value }))}
      value={theme}
      onChange={(value) => setTheme(themes.find((each) => each === value) ?? 'system')}
    />
  );
}

function Buttons() {
  return (
    <Section title="Buttons" count={variants.length}>
      <div className="space-y-3">
        {(['md', 'sm'] as const).map((size) => (
          <div key={size} className="flex flex-wrap items-center gap-2">
            {variants.map((variant) => (
              <Button key={variant} variant={variant} size={size} icon={<Server aria-hidden className="size-4" />}>
                {variant} {size}
              </Button>
            ))}
            <Button size={size} isPending>
              Pending
            </Button>
            <Button size={size} isDisabled>
              Disabled
            </Button>
            <RefusedButton size={size} reason="Why this person can’t do it now">
              Not allowed
            </RefusedButton>
            <LinkButton href="/overview" size={size}>
              Link
            </LinkButton>
          </div>
        ))}
        <div className="flex flex-wrap items-center gap-2">
          <IconButton label="Delete" icon={<Trash2 aria-hidden className="size-4" />} />
          <IconButton label="Pending" icon={<Trash2 aria-hidden className="size-4" />} isPending />
          <IconButton label="Disabled" icon={<Trash2 aria-hidden className="size-4" />} isDisabled />
          <CopyText text="copied text" label="Copy text" />
          <CopyButton text="copied text">Copy as a step</CopyButton>
          <Menu label="Actions" trigger={<Button>Menu</Button>}>
            <MenuSection title="Section">
              <MenuItem icon={<Download aria-hidden />} description="A second line" onAction={nothing}>
                Item
              </MenuItem>
              <MenuItem isCurrent onAction={nothing}>
                Chosen item
              </MenuItem>
            </MenuSection>
            <MenuSeparator />
            <MenuItem isDisabled description="The reason why not">
              Disabled item
            </MenuItem>
            <MenuItem tone="danger" onAction={nothing}>
              Danger
            </MenuItem>
          </Menu>
          <Kbd>K</Kbd>
          <span {...tooltipProps('A tooltip\nof two lines')}>Text with a tooltip</span>
        </div>
      </div>
    </Section>
  );
}

function States() {
  const now = useNow();
  const ago = (ms: number) => new Date(now - ms).toISOString();
  return (
    <Section title="States, times and sizes">
      <div className="space-y-3">
        {[false, true].map((plain) => (
          <div key={String(plain)} className="flex flex-wrap items-baseline gap-3">
            <span>{plain ? 'Plain' : 'Pills'}</span>
            {tones.map((tone) => (
              <Badge key={tone} tone={tone} plain={plain}>
                {tone}
              </Badge>
            ))}
            {operationStates.map((state) => (
              <OperationStateBadge key={state} state={state} plain={plain} />
            ))}
            {protectionStates.map((state) => (
              <ProtectionBadge key={state} state={state} plain={plain} />
            ))}
            {recoveryPointStatuses.map((status) => (
              <RecoveryPointBadge key={status} point={{ status, warnings: [] }} plain={plain} />
            ))}
            <RecoveryPointBadge point={{ status: 'SUCCESS', warnings: ['A disk was skipped'] }} plain={plain} />
          </div>
        ))}
        <div className="flex flex-wrap gap-3">
          <RemovedBadge machine={{ present: false }} />
          <BackupTypeText type="FULL" />
          <BackupTypeText type="INCREMENTAL" />
          <BackupTypeText type="UNKNOWN" />
          <ProgressRing value={40} />
        </div>
        <ProgressBar label="Known progress" value={40} text="Export 40 %" />
        <ProgressBar label="Unknown progress" value={null} text="Nothing is known yet" />
        <ProgressBar label="Being cancelled" value={40} text="Cancelling" tone="late" />
        <p>
          <ProtectionStep protection={{ owner: 'YOU', nextStep: 'Assign a policy.', firstRunAt: ago(-day) }} />
        </p>
        <p>
          Two machines of one name: <ThingName of={{ guid: 'a', name: 'web-01', platform: 'vmware' }} />,{' '}
          <ThingName of={{ guid: 'b', name: 'web-01', platform: 'proxmox' }} />
        </p>
        <KeyValues
          items={[
            { key: 'Just now', value: <RelativeTime at={ago(0)} /> },
            { key: 'Hours', value: <RelativeTime at={ago(day / 4)} /> },
            { key: 'A date', value: <RelativeTime at={ago(40 * day)} /> },
            { key: 'An age', value: <RelativeTime at={ago(40 * day)} isAge /> },
            { key: 'Exact', value: <ExactTime at={ago(day)} /> },
            { key: 'None', value: <RelativeTime at={null} /> },
            { key: 'Duration', value: <DurationText ms={3_900_000} /> },
            { key: 'Parts', value: <TimePartsText parts={{ waitedMs: 279_000, workedMs: 14_000 }} /> },
            { key: 'Worked', value: <WorkedText parts={{ waitedMs: 279_000, workedMs: 14_000 }} /> },
            { key: 'Size', value: <SizeText bytes={1_342_177_280} /> },
          ]}
        />
      </div>
    </Section>
  );
}

function Layers() {
  const [open, setOpen] = useState<'dialog' | 'alert' | 'panel' | null>(null);
  const close = () => setOpen(null);
  return (
    <Section title="Layers">
      <div className="flex flex-wrap gap-2">
        <Button onPress={() => setOpen('dialog')}>Dialog</Button>
        <Button onPress={() => setOpen('alert')}>Dialog for what can’t be undone</Button>
        <Button onPress={() => setOpen('panel')}>Side panel</Button>
      </div>
      <Dialog
        isOpen={open === 'dialog' || open === 'alert'}
        onOpenChange={close}
        role={open === 'alert' ? 'alertdialog' : 'dialog'}
        title="A short decision"
        description="What it is about."
        footer={
          <>
            <Button onPress={close}>Cancel</Button>
            <Button variant={open === 'alert' ? 'danger' : 'primary'} onPress={close}>
              Go on
            </Button>
          </>
        }
      >
        What follows from it.
      </Dialog>
      <SidePanel isOpen={open === 'panel'} onOpenChange={close} title="One thing" description={<Badge>state</Badge>}>
        Its details.
      </SidePanel>
    </Section>
  );
}
