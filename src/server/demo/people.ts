/** Invented people who ask a practice for care; the same ones each time, so that a demo can be talked about. */

const firstNames =
  'Ada Noah Mia Elena Tomas Priya Jonah Leila Marcus Ivy Omar Hannah Diego Grace Felix Amara Sean Yuki Nora Caleb Zoe Rafael Ingrid Malik Tessa Andre Lucia Wei Bridget Samuel'.split(
    ' ',
  );
const lastNames =
  'Moss Okafor Lindqvist Ramirez Chen Abbott Novak Hughes Patel Fontaine Kowalski Brooks Haddad Sato Delgado Whitfield Osei Marino Larsen Quinn Barrett Ito Vance Romero Keller Adeyemi Frost Castillo Bauer Holloway'.split(
    ' ',
  );

const concerns = [
  ['INDIVIDUAL_THERAPY', 'Trouble sleeping and constant worry since a new job started in spring.'],
  ['COUPLES_THERAPY', 'They argue about money most evenings and want help to talk again.'],
  ['CHILD_ADOLESCENT', 'Ten-year-old refuses school on Mondays; the pediatrician suggested talking to someone.'],
  ['FAMILY_THERAPY', 'Blended family, two teenagers, tension after the move.'],
  ['ASSESSMENT', 'Adult ADHD assessment, asked for by the employer’s occupational nurse.'],
  ['MEDICATION_MANAGEMENT', 'Takes sertraline from a family doctor who is retiring; needs someone to continue.'],
  ['GROUP_THERAPY', 'Looking for a grief group after losing a parent in winter.'],
  ['PSYCHIATRY', 'Second opinion on a mood disorder diagnosis from another city.'],
  ['INDIVIDUAL_THERAPY', 'Panic on the motorway; drives forty minutes of back roads instead.'],
  ['SUBSTANCE_USE', 'Wants support to stay sober after a program that ended in August.'],
] as const;

const payers = ['Aetna', 'Blue Cross Blue Shield', 'Cigna', 'United Healthcare', 'Kaiser Permanente'];
const sources = [
  'WEBSITE',
  'WEBSITE',
  'REFERRAL',
  'REFERRAL',
  'PHONE',
  'DIRECTORY',
  'SOCIAL_MEDIA',
  'ADVERTISEMENT',
  'EVENT',
  'WALK_IN',
];
const cities = [
  ['Portland', 'OR', '97205'],
  ['Beaverton', 'OR', '97005'],
  ['Vancouver', 'WA', '98660'],
  ['Salem', 'OR', '97301'],
];
const lostReasons = [
  'Chose a practice nearer to home',
  'No answer after three calls',
  'Insurance not accepted',
  'Decided to wait',
];

/** What becomes of a person in the demo, from the day they first asked. */
export interface DemoPerson {
  daysAgo: number;
  input: Record<string, unknown>;
  /** Hours until the practice first answered; null when it has not. */
  answeredAfterHours: number | null;
  fate: 'NEW' | 'CONTACTED' | 'QUALIFIED' | 'CONVERTED' | 'LOST' | 'UNQUALIFIED';
  lostReason: string;
  /** Which of the practice's people takes care of them, by position. */
  carer: number;
}

/** Small seeded generator (mulberry32): numbers in [0, 1). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export function demoPeople(count: number): DemoPerson[] {
  const next = numbers(7);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T;
  return Array.from({ length: count }, (_, index) => demoPerson(index, next, pick));
}

function demoPerson(index: number, next: () => number, pick: <T>(from: readonly T[]) => T): DemoPerson {
  const firstName = firstNames[index % firstNames.length] as string;
  const lastName = lastNames[(index * 7 + Math.floor(index / 30)) % lastNames.length] as string;
  const [service, presentingConcern] = pick(concerns);
  const [city, region, postalCode] = pick(cities) as [string, string, string];
  const daysAgo = Math.floor(next() ** 1.4 * 180);
  const source = pick(sources);
  const roll = next();
  const fate = daysAgo < 3 && roll < 0.7 ? 'NEW' : fateOf(roll);
  return {
    daysAgo,
    fate,
    lostReason: pick(lostReasons),
    carer: Math.floor(next() * 3),
    answeredAfterHours: fate === 'NEW' ? null : Math.round(1 + next() ** 2 * 60),
    input: {
      firstName,
      lastName,
      email: `${firstName}.${lastName}${index}@example.org`.toLowerCase(),
      phone: `+1503555${String(1000 + index).slice(-4)}`,
      dateOfBirth: `${1955 + Math.floor(next() * 50)}-0${1 + Math.floor(next() * 9)}-1${Math.floor(next() * 9)}`,
      address: { line1: `${100 + index * 3} Alder Street`, city, region, postalCode, country: 'US' },
      source,
      ...(source === 'WEBSITE' && {
        utm: {
          source: pick(['google', 'newsletter', 'bing']),
          medium: pick(['cpc', 'email', 'organic']),
          campaign: 'autumn-openings',
        },
        landingPage: 'https://willow.example/anxiety-therapy',
      }),
      interestedServices: [service],
      presentingConcern,
      preferences: {
        modality: pick(['IN_PERSON', 'TELEHEALTH', 'EITHER']),
        days: ['MON', 'WED'],
        language: pick(['English', 'Spanish']),
      },
      okToText: next() < 0.6,
      okToVoicemail: next() < 0.5,
      ...(next() < 0.6
        ? { insurance: { payer: pick(payers), plan: 'PPO', memberId: `M${100000 + index * 17}` } }
        : { isSelfPay: true }),
      tags: next() < 0.3 ? [pick(['evening', 'student', 'returning', 'waitlist', 'spanish-speaking'])] : [],
    },
  };
}

function fateOf(roll: number): DemoPerson['fate'] {
  if (roll < 0.12) return 'NEW';
  if (roll < 0.4) return 'CONTACTED';
  if (roll < 0.58) return 'QUALIFIED';
  if (roll < 0.82) return 'CONVERTED';
  return roll < 0.93 ? 'LOST' : 'UNQUALIFIED';
}
