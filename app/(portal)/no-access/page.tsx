import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { MessagePage } from '@/components/ui/message-pages';
import { requireSignedIn } from '@/lib/http/page';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('frame');
  return { title: t('noAccess.title') };
}

export default async function NoAccessPage() {
  const [{ me }, t] = await Promise.all([requireSignedIn(), getTranslations('frame')]);
  return (
    <MessagePage title={t('noAccess.heading')}>
      <p>{t('noAccess.who', { email: me.user.email })}</p>
      <p>{t('noAccess.next')}</p>
    </MessagePage>
  );
}
