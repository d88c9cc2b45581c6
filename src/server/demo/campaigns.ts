/** Invented segments and campaigns of the demo practice. */

export const demoSegments = {
  couples: {
    name: 'Couples and families who still decide',
    description: 'Named by service, so that marketing sees the name and a count only.',
    appliesTo: 'LEAD',
    rule: {
      all: [
        { field: 'interestedServices', op: 'IN', value: ['COUPLES_THERAPY', 'FAMILY_THERAPY'] },
        { field: 'status', op: 'IN', value: ['NEW', 'CONTACTED', 'QUALIFIED'] },
      ],
    },
  },
  quiet: {
    name: 'Asked in the last three months, not yet clients',
    appliesTo: 'LEAD',
    rule: {
      all: [
        { field: 'createdAt', op: 'WITHIN_LAST', value: { last: 3, unit: 'MONTH' } },
        { field: 'status', op: 'IN', value: ['NEW', 'CONTACTED', 'QUALIFIED'] },
        { field: 'okToEmail', op: 'IS', value: true },
      ],
    },
  },
  referrers: {
    name: 'Active referral sources',
    appliesTo: 'CONTACT',
    rule: { all: [{ field: 'referralStatus', op: 'IS', value: 'ACTIVE' }] },
  },
  colleagues: {
    name: 'Everyone we work with',
    appliesTo: 'CONTACT',
    rule: { all: [{ field: 'referralStatus', op: 'IN', value: ['ACTIVE', 'PROSPECT', 'INACTIVE'] }] },
  },
  schools: {
    name: 'School counselors',
    appliesTo: 'CONTACT',
    rule: { all: [{ field: 'type', op: 'IS', value: 'SCHOOL' }] },
  },
} as const satisfies Record<string, { appliesTo: 'LEAD' | 'CONTACT'; [more: string]: unknown }>;

export type DemoSegment = keyof typeof demoSegments;

export interface DemoCampaign {
  input: Record<string, unknown>;
  segments: readonly DemoSegment[];
  exclude: readonly DemoSegment[];
  /** Days from now until it starts and ends, below 0 in the past; null leaves it open. */
  startsIn: number | null;
  endsIn: number | null;
  fate: 'COMPLETED' | 'ACTIVE' | 'SCHEDULED' | 'DRAFT';
  /** Part of the leads of these sources that came by it. */
  brings: { sources: readonly string[]; share: number };
  expenses: readonly { daysIn: number; amountMinor: number; category: string; note: string }[];
  automation: readonly object[];
}

const none = { sources: [], share: 0 } as const;

export const demoCampaigns: readonly DemoCampaign[] = [
  {
    input: {
      name: 'Back-to-school open house',
      description: 'Counselors and parents visit the practice before the school year.',
      type: 'EVENT',
      channels: ['EVENT', 'PRINT'],
      budget: { amountMinor: 180_000 },
      goals: [
        { metric: 'LEADS', target: 15 },
        { metric: 'CONVERSIONS', target: 4 },
      ],
      conversionValueMinor: 90_000,
      content: { headline: 'Come and see where we talk', callToAction: 'Reserve a seat' },
    },
    segments: ['schools'],
    exclude: [],
    startsIn: -120,
    endsIn: -75,
    fate: 'COMPLETED',
    brings: { sources: ['EVENT', 'WALK_IN'], share: 0.8 },
    expenses: [
      { daysIn: 2, amountMinor: 62_000, category: 'Print', note: 'Invitations and posters' },
      { daysIn: 20, amountMinor: 84_500, category: 'Catering', note: 'Two afternoons' },
      { daysIn: 30, amountMinor: -12_000, category: 'Catering', note: 'Deposit returned' },
    ],
    automation: [],
  },
  {
    input: {
      name: 'Autumn openings',
      description: 'New evening hours, told on the website and in search.',
      type: 'MULTI_CHANNEL',
      channels: ['WEB', 'SOCIAL', 'EMAIL'],
      budget: { amountMinor: 400_000 },
      goals: [
        { metric: 'LEADS', target: 60 },
        { metric: 'CONVERSIONS', target: 12 },
        { metric: 'SPENT', target: 400_000 },
      ],
      conversionValueMinor: 90_000,
      hasLiveAudience: true,
      utmCampaign: 'autumn-openings',
      content: {
        headline: 'Evenings, from September',
        message: 'We have opened Tuesday and Thursday evenings.',
        callToAction: 'Ask for a time',
        landingPage: 'https://willow.example/evenings',
      },
    },
    segments: ['quiet'],
    exclude: ['couples'],
    startsIn: -60,
    endsIn: 30,
    fate: 'ACTIVE',
    brings: { sources: ['ADVERTISEMENT', 'SOCIAL_MEDIA'], share: 0.6 },
    expenses: [
      { daysIn: 1, amountMinor: 95_000, category: 'Search ads', note: 'September' },
      { daysIn: 31, amountMinor: 102_000, category: 'Search ads', note: 'October' },
      { daysIn: 40, amountMinor: 38_000, category: 'Design', note: 'Landing page' },
    ],
    automation: [
      { name: 'Mark', trigger: { kind: 'MEMBER_JOINED' }, action: { kind: 'ADD_TAG', tag: 'autumn' } },
      {
        name: 'Ring those who qualify',
        trigger: { kind: 'LEAD_STATUS_CHANGED', toStatuses: ['QUALIFIED'] },
        action: {
          kind: 'CREATE_TASK',
          task: { title: 'Offer an evening time', type: 'CALL', priority: 'HIGH', dueInMinutes: 1440 },
        },
      },
    ],
  },
  {
    input: {
      name: 'Thank our referral sources',
      description: 'A visit and a card for everyone who sent somebody this year.',
      type: 'REFERRAL_OUTREACH',
      channels: ['PHONE', 'PRINT'],
      budget: { amountMinor: 60_000 },
      goals: [{ metric: 'RECIPIENTS', target: 25 }],
    },
    segments: ['referrers'],
    exclude: [],
    startsIn: -14,
    endsIn: 45,
    fate: 'ACTIVE',
    brings: { sources: ['REFERRAL'], share: 0.15 },
    expenses: [{ daysIn: 3, amountMinor: 21_500, category: 'Print', note: 'Cards' }],
    automation: [],
  },
  {
    input: {
      name: 'Winter couples workshop',
      description: 'Six evenings for couples, in January.',
      type: 'WEBINAR',
      channels: ['EMAIL', 'WEB'],
      budget: { amountMinor: 90_000 },
      goals: [{ metric: 'RECIPIENTS', target: 40 }],
      utmCampaign: 'winter-couples',
    },
    segments: ['couples'],
    exclude: [],
    startsIn: 21,
    endsIn: 70,
    fate: 'SCHEDULED',
    brings: none,
    expenses: [],
    automation: [],
  },
  {
    input: { name: 'Spring newsletter', type: 'EMAIL', channels: ['EMAIL'], budget: { amountMinor: 25_000 } },
    segments: [],
    exclude: [],
    startsIn: null,
    endsIn: null,
    fate: 'DRAFT',
    brings: none,
    expenses: [],
    automation: [],
  },
];
