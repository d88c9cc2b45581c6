/** Stands in every planted text, so that one search finds whatever came out where it should not. */
export const mark = 'zq7canary-planted';

/** Stands in texts that are kept in the clear, and still may not be logged. */
export const plainMark = 'zq7canary-in-clear';

let count = 0;
const dates: string[] = [];
const numbers: string[] = [];

const date = (year: number, rest: string) => {
  const day = `${year}-${rest}`;
  dates.push(day);
  return day;
};

/** Values that no field's rules refuse, and that are nowhere else: texts hold the mark, others are remembered. */
export function plantedPerson() {
  const n = ++count;
  const text = (field: string) => `${mark}-${n}-${field}`;
  const number = `50355501${String(n).padStart(2, '0')}`;
  numbers.push(number);
  return {
    firstName: `${plainMark}-first-${n}`,
    lastName: `${plainMark}-last-${n}`,
    preferredName: `${plainMark}-preferred-${n}`,
    pronouns: `${plainMark}-pronouns`,
    sourceDetail: `${plainMark}-detail-${n}`,
    tags: [`${plainMark}-tag-${n}`],
    email: `${mark}.${n}@mail.example`,
    phone: `+1${number}`,
    dateOfBirth: date(1930 + n, '03-17'),
    address: {
      line1: text('line1'),
      line2: text('line2'),
      city: text('city'),
      region: text('region'),
      postalCode: `${mark}${n}`,
      country: text('country'),
    },
    safeContactNote: text('note'),
    interestedServices: ['SUBSTANCE_USE', 'MEDICATION_MANAGEMENT'],
    presentingConcern: text('concern'),
    preferences: {
      modality: 'TELEHEALTH',
      days: [text('day')],
      times: [text('time')],
      clinicianGender: text('gender'),
      language: text('language'),
    },
    insurance: {
      payer: text('payer'),
      plan: text('plan'),
      memberId: text('member'),
      groupNumber: text('group'),
      subscriberName: text('subscriber'),
      subscriberDateOfBirth: date(1930 + n, '11-23'),
    },
  };
}
export type PlantedPerson = ReturnType<typeof plantedPerson>;

/** Secrets that the server made, or that nobody guesses. */
export const secrets = new Set<string>();

export function remember(...values: (string | null | undefined)[]): void {
  for (const value of values) if (value) secrets.add(value);
}

/** All that may be found nowhere. */
export function planted(): string[] {
  const persons = Array.from({ length: count }, (_, at) => `${mark}.${at + 1}@mail.example`);
  const words = ['SUBSTANCE_USE', 'MEDICATION_MANAGEMENT', 'TELEHEALTH'];
  return [mark, ...words, ...dates, ...numbers, ...numbers.map(number => `+1${number}`), ...persons];
}

/** The header and a row of a file of leads. */
export function csvOf(...rows: object[]): string {
  const cells = rows.map(row => flat(row));
  const columns = [...new Set(cells.flatMap(row => Object.keys(row)))];
  const lines = cells.map(row => columns.map(column => row[column] ?? '').join(','));
  return `${[columns.join(','), ...lines].join('\n')}\n`;
}

function flat(row: object, before = ''): Record<string, string> {
  return Object.fromEntries(
    Object.entries(row).flatMap(([name, value]) => {
      if (Array.isArray(value)) return [[before + name, value.join(';')]];
      return typeof value === 'object'
        ? Object.entries(flat(value, `${before}${name}.`))
        : [[before + name, String(value)]];
    }),
  );
}
