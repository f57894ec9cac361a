'use client';

import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { KeyValues } from '@/components/ui/section';
import { useFormats } from '@/lib/client/format/formats';
import { useNow } from '@/lib/client/format/now';
import type { Mount } from '@/lib/contracts/mount';

const minuteMs = 60_000;

interface ExtendDialogProps {
  mount: Pick<Mount, 'machine' | 'endsAt' | 'extendsByMs'>;
  onClose: () => void;
  onConfirm: () => void;
}

/** Says by how much a mount is extended. There is no choice: the backup system accepts only the original duration. */
export function ExtendDialog({ mount, onClose, onConfirm }: ExtendDialogProps) {
  const [t, ui] = [useTranslations('mounts.extend'), useTranslations('ui')];
  const format = useFormats();
  const now = useNow();
  const { endsAt, extendsByMs } = mount;
  const newEnd = now + (extendsByMs ?? 0);
  const laterMs = endsAt === null ? 0 : Math.round((newEnd - Date.parse(endsAt)) / minuteMs) * minuteMs;
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      size="sm"
      title={t('title', { machine: mount.machine.name })}
      footer={
        <>
          <Button onPress={onClose}>{ui('cancel')}</Button>
          <Button
            variant="primary"
            onPress={() => {
              onConfirm();
              onClose();
            }}
          >
            {t('action')}
          </Button>
        </>
      }
    >
      <div className="space-y-3">
        <KeyValues
          items={[
            endsAt !== null && { key: t('endsNow'), value: format.run(endsAt) },
            {
              key: t('newEnd'),
              value: <span className="font-medium">{format.run(new Date(newEnd).toISOString())}</span>,
            },
            laterMs > 0 && { key: t('laterBy'), value: format.duration(laterMs) },
          ]}
        />
        <p className="text-ink-2">{t('text', { time: format.duration(extendsByMs) })}</p>
      </div>
    </Dialog>
  );
}
