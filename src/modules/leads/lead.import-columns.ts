import type { Fault } from '../../platform/errors/errors.js';
import type { PlainRow } from '../../platform/reading/selection.js';

type Kind = 'text' | 'list' | 'flag';

/** Columns of a file of leads: field names, nested ones with a dot. */
const columns: Record<string, Kind> = {
  firstName: 'text',
  lastName: 'text',
  preferredName: 'text',
  pronouns: 'text',
  email: 'text',
  phone: 'text',
  dateOfBirth: 'text',
  'address.line1': 'text',
  'address.line2': 'text',
  'address.city': 'text',
  'address.region': 'text',
  'address.postalCode': 'text',
  'address.country': 'text',
  timeZone: 'text',
  preferredContactMethod: 'text',
  okToEmail: 'flag',
  okToText: 'flag',
  okToVoicemail: 'flag',
  safeContactNote: 'text',
  source: 'text',
  sourceDetail: 'text',
  'utm.source': 'text',
  'utm.medium': 'text',
  'utm.campaign': 'text',
  'utm.term': 'text',
  'utm.content': 'text',
  landingPage: 'text',
  referredById: 'text',
  campaignId: 'text',
  status: 'text',
  lostReason: 'text',
  stage: 'text',
  interestedServices: 'list',
  presentingConcern: 'text',
  'preferences.modality': 'text',
  'preferences.days': 'list',
  'preferences.times': 'list',
  'preferences.clinicianGender': 'text',
  'preferences.language': 'text',
  'insurance.payer': 'text',
  'insurance.plan': 'text',
  'insurance.memberId': 'text',
  'insurance.groupNumber': 'text',
  'insurance.subscriberName': 'text',
  'insurance.subscriberDateOfBirth': 'text',
  isSelfPay: 'flag',
  assignedToId: 'text',
  tags: 'list',
  nextFollowUpAt: 'text',
};

/** Written by an export; an import passes them over, so that an export can be imported. */
const outputs = ['id', 'createdAt', 'updatedAt', 'firstRespondedAt', 'convertedAt', 'clientId'] as const;

export const exportColumns: readonly string[] = ['id', ...Object.keys(columns), ...outputs.slice(1)];

const byLowerCase = new Map([...Object.keys(columns), ...outputs].map(name => [name.toLowerCase(), name]));

/** The fields that the columns of a header fill; null for a column that is passed over. */
export interface Header {
  fields: (string | null)[];
  faults: Fault[];
}

export function headerOf(cells: string[]): Header {
  const faults: Fault[] = [];
  const seen = new Set<string>();
  const fields = cells.map(cell => {
    const name = byLowerCase.get(cell.trim().toLowerCase());
    const shown = cell.trim().slice(0, 60);
    if (!name) faults.push({ path: ['csv', shown], code: 'UNKNOWN_FIELD', message: 'There is no such column.' });
    if (name && seen.has(name)) {
      faults.push({ path: ['csv', name], code: 'INVALID', message: 'This column stands there twice.' });
    }
    if (name) seen.add(name);
    return name && name in columns ? name : null;
  });
  for (const name of ['firstName', 'lastName']) {
    if (!seen.has(name)) faults.push({ path: ['csv', name], code: 'REQUIRED', message: 'This column is required.' });
  }
  return { fields, faults };
}

/** The input that a row stands for; an empty cell says nothing. */
export function inputOf({ fields }: Header, cells: string[]): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const [at, field] of fields.entries()) {
    const text = unescaped(cells[at]?.trim() ?? '');
    if (field === null || text === '') continue;
    const [name, inner] = field.split('.') as [string, string | undefined];
    if (!inner) input[name] = cellValue(columns[field]!, text);
    else input[name] = { ...(input[name] as object | undefined), [inner]: cellValue(columns[field]!, text) };
  }
  return input;
}

const flags: Record<string, boolean> = {
  true: true,
  yes: true,
  y: true,
  1: true,
  false: false,
  no: false,
  n: false,
  0: false,
};

function cellValue(kind: Kind, text: string): unknown {
  if (kind === 'flag') return flags[text.toLowerCase()] ?? text;
  if (kind !== 'list') return text;
  return text
    .split(';')
    .map(part => part.trim())
    .filter(Boolean);
}

const formula = /^[=+\-@\t\r]/;

/** A spreadsheet runs a cell that begins like a formula; an apostrophe in front makes it text. */
export const escaped = (text: string): string => (formula.test(text) ? `'${text}` : text);
const unescaped = (text: string): string =>
  text.startsWith("'") && formula.test(text.slice(1)) ? text.slice(1) : text;

/** What stands in a column of an export; empty where the viewer may not look. */
export function cellOf(row: PlainRow, column: string): string {
  const [name, inner] = column.split('.') as [string, string | undefined];
  const whole = row[name];
  const value = inner && !(whole instanceof Error) ? (whole as PlainRow | null)?.[inner] : whole;
  if (value === null || value === undefined || value instanceof Error) return '';
  if (value instanceof Date) return value.toISOString();
  return escaped(Array.isArray(value) ? value.join(';') : String(value));
}
