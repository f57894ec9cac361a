import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { MessagePage } from '@/components/ui/message-pages';
import { requireScope } from '@/lib/http/page';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('frame');
  return { title: t('usage.title') };
}

/** Where a role without machines begins: it says what the role sees. */
export default async function UsagePage() {
  const [{ scope }, t] = await Promise.all([requireScope('usage:read'), getTranslations('frame')]);
  return (
    <MessagePage title={t('usage.heading', { role: t(`role.${scope.role}`), tenant: scope.tenant.name })}>
      <p>{t(`roleMay.${scope.role}`)}</p>
      <p>{t('usage.next')}</p>
    </MessagePage>
  );
}
