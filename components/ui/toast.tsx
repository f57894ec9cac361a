'use client';

import { CircleAlert, CircleCheck, Info, TriangleAlert, X } from 'lucide-react';
import type { Route } from 'next';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Text } from 'react-aria-components/Text';
import {
  UNSTABLE_Toast as Toast,
  UNSTABLE_ToastContent as ToastBody,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from 'react-aria-components/Toast';
import { IconButton } from './button';

const icons = {
  ok: <CircleCheck aria-hidden className="text-ok" />,
  info: <Info aria-hidden className="text-run" />,
  late: <TriangleAlert aria-hidden className="text-late" />,
  fail: <CircleAlert aria-hidden className="text-fail" />,
} as const;

/** Where toasts appear; once, in the frame. At the top, because the pointer is usually at buttons further down. */
export function Toasts() {
  const t = useTranslations('ui');
  return (
    <ToastRegion
      queue={toastQueue}
      aria-label={t('messages')}
      className="fixed inset-x-4 top-[calc(var(--bar-height)+0.5rem)] z-50 mx-auto flex max-w-96 flex-col gap-2"
    >
      {({ toast }) => (
        <Toast
          toast={toast}
          className="flex items-start gap-2.5 rounded-md border border-line-strong bg-raised py-2.5 pr-2 pl-3 shadow-overlay motion-safe:animate-rise-in"
        >
          <span className="mt-0.5 shrink-0 [&>svg]:size-4">{icons[toast.content.tone]}</span>
          <ToastBody className="min-w-0 flex-1">
            <Text slot="title" className="block font-medium">
              {toast.content.title}
            </Text>
            {toast.content.description ? (
              <Text slot="description" className="block text-ink-2">
                {toast.content.description}
              </Text>
            ) : null}
            {toast.content.link ? (
              <Link
                href={toast.content.link.href}
                onClick={() => toastQueue.close(toast.key)}
                className="link-accent inline-block py-0.5"
              >
                {toast.content.link.label}
              </Link>
            ) : null}
          </ToastBody>
          <IconButton slot="close" label={t('dismiss')} icon={<X aria-hidden className="size-4" />} tooltip={false} />
        </Toast>
      )}
    </ToastRegion>
  );
}

interface ToastContent {
  tone: 'ok' | 'info' | 'late' | 'fail';
  title: string;
  description?: string | undefined;
  /** Where to see the object. */
  link?: { href: Route; label: string } | undefined;
}

const toastQueue = new ToastQueue<ToastContent>({ maxVisibleToasts: 4 });

/**
 * Says what just happened. Failures stay until they are dismissed; others disappear after eight seconds unless hovered.
 */
export function showToast(content: ToastContent): void {
  toastQueue.add(content, content.tone === 'fail' ? {} : { timeout: 8000 });
}
