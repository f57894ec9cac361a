'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { setRequestTenant } from '@/lib/client/api';
import { openEventStream } from '@/lib/client/event-stream';
import { useCan, useMe } from '@/lib/client/me';

/** Keeps the one event stream of this tab open while somebody in a tenant is signed in; draws nothing. */
export function LiveConnection() {
  const client = useQueryClient();
  const slug = useMe()?.tenant?.slug ?? null;
  const mayListen = useCan('machine:read');
  useEffect(() => {
    if (!mayListen) return undefined;
    setRequestTenant(slug);
    return openEventStream(client);
  }, [client, mayListen, slug]);
  return null;
}
