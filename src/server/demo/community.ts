/** Invented organizations and people who send clients to the demo practice, or might. */

export interface DemoOrganization {
  name: string;
  kind: string;
  city: string;
}

export const demoOrganizations: readonly DemoOrganization[] = [
  { name: 'Alder Family Medicine', kind: 'Primary care', city: 'Portland' },
  { name: 'Cascade Pediatrics', kind: 'Primary care', city: 'Beaverton' },
  { name: 'Riverbend Psychiatry Group', kind: 'Specialist practice', city: 'Portland' },
  { name: 'Hawthorne High School', kind: 'School', city: 'Portland' },
  { name: 'Maple Street Elementary', kind: 'School', city: 'Beaverton' },
  { name: 'Northgate Legal Aid', kind: 'Law office', city: 'Vancouver' },
  { name: 'Willamette Community College', kind: 'School', city: 'Salem' },
  { name: 'St. Brigid Hospital', kind: 'Hospital', city: 'Portland' },
  { name: 'Harbor Recovery Center', kind: 'Treatment center', city: 'Vancouver' },
  { name: 'Foundry Software', kind: 'Employer', city: 'Portland' },
  { name: 'Open Door Community Center', kind: 'Nonprofit', city: 'Salem' },
  { name: 'Beacon Print and Design', kind: 'Vendor', city: 'Portland' },
];

const roles = [
  { type: 'PHYSICIAN', credentials: 'MD', title: 'Family physician', category: 'Medical', at: [0, 7] },
  { type: 'PHYSICIAN', credentials: 'MD', title: 'Pediatrician', category: 'Medical', at: [1, 7] },
  { type: 'PSYCHIATRIST', credentials: 'MD', title: 'Psychiatrist', category: 'Medical', at: [2, 7] },
  { type: 'SCHOOL', credentials: 'M.Ed.', title: 'School counselor', category: 'Schools', at: [3, 4, 6] },
  { type: 'THERAPIST', credentials: 'LMFT', title: 'Therapist in private practice', category: 'Peers', at: [2, 8] },
  { type: 'ATTORNEY', credentials: 'JD', title: 'Family law attorney', category: 'Legal', at: [5] },
  { type: 'EMPLOYER', credentials: null, title: 'People operations lead', category: 'Employers', at: [9] },
  { type: 'COMMUNITY_PARTNER', credentials: null, title: 'Program director', category: 'Community', at: [10, 8] },
  { type: 'REFERRAL_SOURCE', credentials: 'LCSW', title: 'Hospital social worker', category: 'Medical', at: [7] },
  { type: 'VENDOR', credentials: null, title: 'Account manager', category: 'Vendors', at: [11] },
] as const;

const firstNames =
  'Helen Victor Naomi Paul Renata Isaac Joan Darius Lillian Theo Carmen Walter Aisha Felipe Dora'.split(' ');
const lastNames = 'Ashby Brandt Coleman Dietrich Espinoza Falk Grant Hoang Iverson Jacobs Klein Lozano'.split(' ');
const specialties = ['Adolescents', 'Perinatal', 'Trauma', 'Addiction', 'Couples', 'ADHD'];

export interface DemoContact {
  /** Index of the organization. */
  organization: number;
  daysAgo: number;
  isReferrer: boolean;
  input: Record<string, unknown>;
  /** Days since the practice last spoke with them; null when it never has. */
  talkedDaysAgo: number | null;
}

/** The same ones each time, from those who were met first to the latest. */
export function demoContacts(count: number): DemoContact[] {
  return Array.from({ length: count }, (_, index) => {
    const role = roles[index % roles.length] as (typeof roles)[number];
    const firstName = firstNames[index % firstNames.length] as string;
    const lastName = lastNames[index % lastNames.length] as string;
    const isReferrer = !['VENDOR', 'EMPLOYER'].includes(role.type) && index % 3 !== 1;
    const daysAgo = 420 - Math.floor((index * 400) / count);
    return {
      organization: role.at[index % role.at.length] as number,
      daysAgo,
      isReferrer,
      talkedDaysAgo: index % 7 === 3 ? null : Math.min(daysAgo, (index * 23) % 140),
      input: {
        firstName,
        lastName,
        credentials: role.credentials,
        title: role.title,
        type: role.type,
        category: role.category,
        email: `${firstName}.${lastName}${index}@partners.example`.toLowerCase(),
        phone: `+1503555${String(7000 + index)}`,
        referralStatus: isReferrer ? 'ACTIVE' : index % 2 === 0 ? 'PROSPECT' : 'INACTIVE',
        acceptsReferrals: index % 4 === 0,
        specialties: index % 2 === 0 ? [specialties[index % specialties.length]] : [],
        tags: [...(index % 5 === 0 ? ['newsletter'] : []), ...(isReferrer ? ['referrer'] : [])],
        okToEmail: index % 11 !== 5,
      },
    };
  });
}
