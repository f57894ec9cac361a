import * as z from 'zod';

import { badRequest } from './call';

/**
 * What a request may contain. Forms of the vendor's clients send numbers as text, a cleared field as '', references as
 * whole objects or bare guids, and null for an empty choice in a list; a server for these clients must accept all of
 * it.
 */

/** Text that is a number becomes one; '' is nothing. */
function numberIn(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const text = value.trim();
  if (text === '') return null;
  return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : value;
}

interface Bounds {
  min?: number;
  max?: number;
}

/** A number within its bounds, or none. */
export function numberField({ min = -Number.MAX_VALUE, max = Number.MAX_VALUE }: Bounds = {}) {
  return z.preprocess(numberIn, z.number().min(min).max(max).nullish());
}

/** A whole number within its bounds, or none. */
export function integerField({ min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER }: Bounds = {}) {
  return z.preprocess(numberIn, z.int().min(min).max(max).nullish());
}

function flagIn(value: unknown): unknown {
  if (value === '') return null;
  return value === 'true' || (value === 'false' ? false : value);
}

/** true, false or nothing, also as text. */
export const flagField = z.preprocess(flagIn, z.boolean().nullish());

function textIn(value: unknown): unknown {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}

/** Text or none; numbers are taken as their text. */
export const textField = z.preprocess(textIn, z.string().nullish());

/** Text or null; '' is null. */
export const filledField = z.preprocess(
  (value) => (value === '' || value === undefined ? null : textIn(value)),
  z.string().nullable(),
);

/** The name of a new or changed object: its length is limited (2.5). */
export const nameField = z.preprocess(textIn, z.string().trim().min(1).max(255));

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const isNothing = (value: unknown): boolean => value === undefined || value === null || value === '';

/** A NameAndGuid with neither guid nor name is the empty choice of a form: none. */
function guidIn(value: unknown): unknown {
  if (isNothing(value)) return null;
  if (!isObject(value)) return textIn(value);
  if (!isNothing(value.guid)) return textIn(value.guid);
  return isNothing(value.name) ? null : value;
}

function nameIn(value: unknown): unknown {
  const name = isObject(value) ? (value.name ?? null) : value;
  return name === '' || name === undefined ? null : name;
}

/** A required reference: NameAndGuid, or the bare guid that old clients sent (2.1). */
export const guidField = z.preprocess(guidIn, z.string());

/** An optional reference. */
export const referenceField = z.preprocess(guidIn, z.string().nullable());

/** A required enum: EnumNameAndDescription or the bare name (2.1). */
export const enumField = z.preprocess(nameIn, z.string());

/** An optional enum. */
export const optionalEnumField = z.preprocess(nameIn, z.string().nullable());

const filled = (value: unknown, isEmpty: (entry: unknown) => boolean): unknown =>
  Array.isArray(value) ? value.filter((entry) => !isEmpty(entry)) : value === '' ? null : value;

/** A list without the entries that are null. */
export function listField<T extends z.ZodType>(entry: T) {
  return z.preprocess((value) => filled(value, isNothing), z.array(entry).nullish());
}

/** References in the order given; those that are none are left out. */
export const guidsField = z.preprocess(
  (value) => filled(value, (entry) => guidIn(entry) === null),
  z.array(guidField).nullish(),
);

/** Texts in the order given; empty ones are left out. */
export const textsField = listField(z.preprocess(textIn, z.string()));

/** The body in the given shape, unknown fields allowed; 400 naming the first field that does not fit. */
export function parseBody<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue?.path.map(String).join('.');
  throw badRequest(
    field === undefined || field === '' ? 'Request body is not valid' : `Field '${field}' is missing or not valid`,
  );
}
