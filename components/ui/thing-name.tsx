'use client';

import { useEffect, useSyncExternalStore } from 'react';
import { shownNames } from '@/lib/client/shown-names';
import { usePlatformName } from '@/lib/client/format/formats';

export interface NamedThing {
  guid: string;
  name: string;
  platform?: string | undefined;
}

/**
 * The name of a machine or policy; where another one on this page has the same name, with what distinguishes the two.
 */
export function ThingName({ of: { guid, name, platform } }: { of: NamedThing }) {
  const platformName = usePlatformName();
  const known = platform === undefined ? undefined : platformName(platform);
  useEffect(() => shownNames.show({ guid, name, platform: known }), [guid, name, known]);
  const apart = useSyncExternalStore(
    shownNames.watch,
    () => shownNames.apart(guid, name),
    () => null,
  );
  return (
    <>
      {name}
      {apart === null ? null : <span className="ml-1.5 text-xs font-normal text-ink-3">{apart}</span>}
    </>
  );
}
