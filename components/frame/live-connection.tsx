'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { setRequestTenant } from '@/lib/client/api';
import { openEventStream } from '@/lib/client/event-stream';
import { useCan, useMe } from '@/lib/client/me';

/** Keeps the one event stream of this tab open while somebody who may listen is signed in; draws nothing. */
export function LiveConnection() {
  const client = useQueryClient();
  const slug = useMe()?.tenant?.slug ?? null;
  const inTenant = useCan('machine:read');
  const isProvider = useCan('provider');
  const mayListen = inTenant || isProvider;
  useEffect(() => {
    if (!mayListen) return undefined;
    setRequestTenant(slug);
    return openEventStream(client, slug);
  }, [client, mayListen, slug]);
  return null;
}
