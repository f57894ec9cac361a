import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { NextIntlClientProvider } from 'next-intl';
import { useState } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { TimeZoneProvider } from '@/lib/client/format/formats';
import { loadMessages } from '@/lib/messages/catalogue';
import { DateTimeField, TimeField } from './date-time-field';

const messages = await loadMessages('en', ['format', 'ui']);
afterEach(cleanup);

/** Types into the focused part, with the events of a browser. */
function type(part: HTMLElement, text: string): void {
  part.focus();
  for (const data of text) {
    const focused = document.activeElement ?? part;
    fireEvent(
      focused,
      new InputEvent('beforeinput', { inputType: 'insertText', data, bubbles: true, cancelable: true }),
    );
  }
}

const part = (name: RegExp) => screen.getByRole('spinbutton', { name });

function Page({ start, onChange }: { start: string | null; onChange: (value: string | null) => void }) {
  const [moment, setMoment] = useState(start);
  const [time, setTime] = useState('02:00');
  return (
    <NextIntlClientProvider locale="en" messages={messages} timeZone="UTC">
      <I18nProvider locale="en-GB">
        <TimeZoneProvider value="Europe/Berlin">
          <TimeField
            label="Time"
            value={time}
            onChange={(next) => {
              setTime(next);
              onChange(next);
            }}
          />
          <DateTimeField
            label="Start"
            optional
            value={moment}
            onChange={(next) => {
              setMoment(next);
              onChange(next);
            }}
          />
        </TimeZoneProvider>
      </I18nProvider>
    </NextIntlClientProvider>
  );
}

describe('a time', () => {
  test('is typed part by part on a 24-hour clock', () => {
    const changed = vi.fn<(value: string | null) => void>();
    render(<Page start={null} onChange={changed} />);
    expect(screen.getByRole('group', { name: 'Time' })).toBeTruthy();
    type(part(/^hour, Time/), '23');
    type(part(/^minute, Time/), '45');
    expect(changed).toHaveBeenLastCalledWith('23:45');
  });
});

describe('a day and time', () => {
  test("is typed in the order of the language, in the viewer's zone", () => {
    const changed = vi.fn<(value: string | null) => void>();
    render(<Page start={null} onChange={changed} />);
    const field = screen.getByRole('group', { name: 'Start (optional)' });
    const names = [...field.querySelectorAll('[role="spinbutton"]')].map((each) =>
      each.getAttribute('aria-label')?.replace(/,.*/, ''),
    );
    expect(names).toEqual(['day', 'month', 'year', 'hour', 'minute']);
    type(part(/^day, Start/), '24');
    type(part(/^month, Start/), '11');
    type(part(/^year, Start/), '2026');
    type(part(/^hour, Start/), '02');
    expect(changed).not.toHaveBeenCalled();
    type(part(/^minute, Start/), '30');
    expect(changed).toHaveBeenLastCalledWith('2026-11-24T01:30:00.000Z');
  });

  test('is cleared with one button', () => {
    const changed = vi.fn<(value: string | null) => void>();
    render(<Page start="2026-11-24T01:30:00.000Z" onChange={changed} />);
    expect(part(/^hour, Start/).textContent).toBe('02');
    fireEvent.click(screen.getByRole('button', { name: 'Clear' }));
    expect(changed).toHaveBeenLastCalledWith(null);
    expect(part(/^hour, Start/).dataset.placeholder).toBe('true');
  });
});
