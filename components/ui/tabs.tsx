'use client';

import type { ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from 'react-aria-components/Tabs';

export interface TabItem<K extends string> {
  id: K;
  label: ReactNode;
  count?: number | undefined;
  content: ReactNode;
}

export interface TabsProps<K extends string> {
  label: string;
  items: readonly TabItem<K>[];
  selected: K;
  onSelect: (id: K) => void;
}

/** Views of one object; keep `selected` in the URL so that Back and links work. */
export function Tabs<K extends string>({ label, items, selected, onSelect }: TabsProps<K>) {
  return (
    <AriaTabs
      selectedKey={selected}
      onSelectionChange={(key) => {
        const item = items.find((each) => each.id === key);
        if (item) onSelect(item.id);
      }}
    >
      <TabList aria-label={label} className="mb-4 flex gap-5 overflow-x-auto border-b border-line">
        {items.map((item) => (
          <Tab
            key={item.id}
            id={item.id}
            className="-mb-px flex cursor-pointer items-center gap-1.5 border-b-2 border-transparent py-2 font-medium whitespace-nowrap text-ink-2 outline-none hover:text-ink data-focus-visible:rounded-xs data-focus-visible:outline-2 data-focus-visible:-outline-offset-2 data-focus-visible:outline-focus data-selected:border-accent data-selected:text-ink pointer-coarse:py-3"
          >
            {item.label}
            {item.count === undefined ? null : (
              <span className="text-xs font-normal text-ink-3 tabular-nums">{item.count}</span>
            )}
          </Tab>
        ))}
      </TabList>
      {items.map((item) => (
        <TabPanel key={item.id} id={item.id} className="rounded-sm">
          {item.content}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
