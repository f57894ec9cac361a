import type { Metadata } from 'next';
import { notFound } from 'next/navigation';

export const metadata: Metadata = { title: 'Controls' };

/** Every control in every state, for developers; a build does not have it. */
export default async function ControlsPage() {
  // Replaced by a constant at build time, so that a build leaves the controls out and answers 404.
  // eslint-disable-next-line no-restricted-properties -- not configuration, but which build this is
  if (process.env.NODE_ENV !== 'development') notFound();
  const { ControlGallery } = await import('@/components/dev/control-gallery');
  return <ControlGallery />;
}
