/* eslint-disable no-restricted-syntax -- samples for developers, in English only */
'use client';

import { useState } from 'react';
import { Checkbox, Switch } from '@/components/ui/checkbox';
import { ChipGroup } from '@/components/ui/chip-group';
import { ComboField } from '@/components/ui/combo-field';
import { DateTimeField, TimeField } from '@/components/ui/date-time-field';
import { ChoiceMenu, FilterMenu } from '@/components/ui/filter-menu';
import { ListFilters, OneMachineFilter, SortMenu } from '@/components/ui/list-filters';
import { RadioGroup } from '@/components/ui/radio-group';
import { SearchField } from '@/components/ui/search-field';
import { Section } from '@/components/ui/section';
import { SelectField } from '@/components/ui/select-field';
import { NumberField } from '@/components/ui/number-field';
import { TextField } from '@/components/ui/text-field';
import { useAddressState } from '@/lib/client/address-state';

type Letter = 'a' | 'b' | 'c';
const options = [
  { value: 'a', label: 'First' },
  { value: 'b', label: 'Second', description: 'With a second line' },
  { value: 'c', label: 'Third', description: 'Not now', isDisabled: true },
] as const;
const fault = 'What is wrong with it, and what would be right.';

/** Input controls: normal, with an error, and disabled where possible. */
export function InputGallery() {
  return (
    <Section title="Inputs">
      <div className="grid gap-5 lg:grid-cols-3">
        <Inputs />
        <Inputs error={fault} />
        <Others />
      </div>
    </Section>
  );
}

function Inputs({ error }: { error?: string }) {
  const [letter, setLetter] = useState<Letter>('a');
  const [chosen, setChosen] = useState<Letter[]>(['a']);
  const [time, setTime] = useState('02:00');
  const [moment, setMoment] = useState<string | null>('2026-11-24T01:00:00Z');
  const [number, setNumber] = useState(50);
  return (
    <div className="space-y-4">
      <TextField label="Text" defaultValue="web-01" description="A description" error={error} />
      <TextField label="Optional text" optional placeholder="Placeholder" error={error} />
      <NumberField label="Number" value={number} onChange={setNumber} min={0} max={100} error={error} />
      <TimeField label="Time" value={time} onChange={setTime} description="24 hours" error={error} />
      <DateTimeField label="Day and time" optional value={moment} onChange={setMoment} error={error} />
      <SelectField
        label="Select"
        options={options}
        value={letter}
        onChange={(value) => setLetter(value as Letter)}
        error={error}
      />
      <ComboField
        label="Combo box"
        options={options}
        value={letter}
        onChange={(value) => setLetter(value as Letter)}
        error={error}
      />
      <RadioGroup label="Radio group" options={options} value={letter} onChange={setLetter} error={error} />
      <ChipGroup label="Chips" options={options} selected={chosen} onChange={setChosen} error={error} />
    </div>
  );
}

function Others() {
  const [isOn, setOn] = useState(true);
  const [search, setSearch] = useState('web');
  const [chosen, setChosen] = useState<Letter[]>(['a']);
  const [order, setOrder] = useState('a');
  const [oneMachine, setOneMachine] = useState(true);
  const address = useAddressState();
  return (
    <div className="space-y-4">
      <TextField label="Disabled text" defaultValue="web-01" disabled />
      <NumberField label="Disabled number" value={50} onChange={() => undefined} isDisabled />
      <SelectField label="Disabled select" options={options} value="a" onChange={() => undefined} isDisabled />
      <SelectField
        label="Empty select"
        options={[]}
        value={null}
        onChange={() => undefined}
        description="Why there is nothing to choose."
      />
      <div className="flex flex-col gap-2">
        <Checkbox label="Checkbox" checked={isOn} onChange={setOn} description="A second line" />
        <Checkbox label="Some of it" checked={false} indeterminate onChange={setOn} />
        <Checkbox label="Disabled" checked disabled onChange={setOn} />
        <Switch label="Switch" checked={isOn} onChange={setOn} description="In effect at once" />
        <Switch label="Disabled switch" checked disabled onChange={setOn} />
      </div>
      <SearchField label="Search" value={search} onSearch={setSearch} />
      <ListFilters searchLabel="Search of a list" search={undefined} address={address} clear={{ search: null }}>
        <ChoiceMenu label="Filter" choices={options} value={order} onChange={setOrder} />
      </ListFilters>
      <div className="flex flex-wrap gap-2">
        <FilterMenu
          label="State"
          options={options.map((option, index) => ({ ...option, count: index }))}
          selected={chosen}
          onChange={setChosen}
        />
        <ChoiceMenu label="Order" choices={options} value={order} onChange={setOrder} isFilter={false} />
        {oneMachine ? <OneMachineFilter machine="web-01" onClear={() => setOneMachine(false)} /> : null}
        <SortMenu
          columns={[{ header: 'Name (shown on a phone only)', sortKey: 'name' }]}
          sort={{ current: undefined, usual: 'name' }}
          address={address}
        />
      </div>
    </div>
  );
}
