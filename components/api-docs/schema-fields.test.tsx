import { render, screen } from '@testing-library/react';
import { NextIntlClientProvider } from 'next-intl';
import { expect, test } from 'vitest';
import messages from '@/lib/messages/apiDocs/en.json';
import { SchemaFields } from './schema-fields';

const schema = {
  type: 'object',
  required: ['name'],
  properties: {
    name: { type: 'string', description: 'What people read' },
    at: { type: ['string', 'null'], format: 'date-time' },
    disks: { type: 'array', items: { type: 'object', properties: { sizeBytes: { type: 'integer', minimum: 0 } } } },
    state: { type: 'string', enum: ['OK', 'FAILED'] },
  },
} as const;

function show(isInput: boolean) {
  return render(
    <NextIntlClientProvider locale="en" timeZone="UTC" messages={{ apiDocs: messages }}>
      <SchemaFields schema={schema} isInput={isInput} />
    </NextIntlClientProvider>,
  );
}

test('says type, description, values, limits and whether it may be null, and holds nested fields back', () => {
  show(false);
  expect(screen.getByText('What people read')).toBeDefined();
  expect(screen.getByText('string (date-time)').parentElement?.textContent).toContain('or null');
  expect(screen.getByText('FAILED')).toBeDefined();
  expect(screen.getByText('object[]')).toBeDefined();
  const inside = screen.getByText('Fields of disks').closest('details');
  expect(inside?.open).toBe(false);
  expect(inside?.textContent).toContain('minimum: 0');
});

test('marks what a request must hold, and what a response may lack', () => {
  const request = show(true).container.textContent ?? '';
  expect(request.match(/required/g)).toHaveLength(1);
  expect(request).not.toContain('optional');
  const response = show(false).container.textContent ?? '';
  expect(response).not.toContain('required');
  expect(response.match(/optional/g)).toHaveLength(4);
});
