import type { Role } from './roles.js';

/**
 * Who may do what, the one table that both the code and its tests read.
 * Letters: C create, R read, U update, D delete; `a` after a letter limits it to rows assigned to or
 * created by the viewer; `yes` and `a` alone grant the named action; `-` refuses.
 * Source: the role table of the product's domain description.
 */
const columns = ['OWNER', 'CLINICIAN', 'INTAKE', 'MARKETING', 'BILLING', 'AUDITOR'] as const satisfies Role[];

// biome-ignore format: a table reads as a table
export const roleMatrix = {
  lead:               ['CRUD', 'RaUa',  'CRUD', 'R',  'Ra',    'R'],
  leadContactDetails: ['CRU',  'RaUa',  'CRU',  '-',  'Ra',    'R'],
  leadClinical:       ['CRU',  'RaUa',  'CRU',  '-',  '-',     '-'],
  leadInsurance:      ['CRU',  'Ra',    'CRU',  '-',  'RU',    '-'],
  'lead:convert':     ['yes',  'a',     'yes',  '-',  '-',     '-'],
  'lead:merge':       ['yes',  '-',     'yes',  '-',  '-',     '-'],
  'lead:import':      ['yes',  '-',     'yes',  '-',  '-',     '-'],
  'lead:export':      ['yes',  '-',     'yes',  '-',  '-',     '-'],
  'lead:restore':     ['yes',  '-',     '-',    '-',  '-',     '-'],
  'lead:breakGlass':  ['-',    'yes',   '-',    '-',  '-',     '-'],
  leadStats:          ['R',    'Ra',    'R',    'R',  'R',     'R'],
  contact:            ['CRUD', 'R',     'CRU',  'CRU', 'R',    'R'],
  'contact:merge':    ['yes',  '-',     'yes',  '-',  '-',     '-'],
  'contact:import':   ['yes',  '-',     'yes',  'yes', '-',    '-'],
  'contact:export':   ['yes',  '-',     'yes',  'yes', '-',    '-'],
  'contact:restore':  ['yes',  '-',     '-',    '-',  '-',     '-'],
  contactStats:       ['R',    'Ra',    'R',    'R',  'R',     'R'],
  organization:       ['CRUD', 'R',     'CRU',  'CRU', 'R',    'R'],
  'organization:restore': ['yes', '-',  '-',    '-',  '-',     '-'],
  referral:           ['CRUD', 'R',     'CRU',  'CRU', 'R',    'R'],
  'referral:restore': ['yes',  '-',     '-',    '-',  '-',     '-'],
  'tag:rename':       ['yes',  '-',     'yes',  '-',  '-',     '-'],
  consent:            ['CR',   'R',     'CR',   '-',  '-',     'R'],
  consentStatus:      ['R',    'R',     'R',    'R',  '-',     'R'],
  segment:            ['CRUD', '-',     'CRU',  'CRU', '-',    'R'],
  'segment:restore':  ['yes',  '-',     '-',    '-',  '-',     '-'],
  campaign:           ['CRUD', '-',     'R',    'CRUD', '-',   'R'],
  'campaign:schedule': ['yes', '-',     '-',    'yes', '-',    '-'],
  'campaign:activate': ['yes', '-',     '-',    'yes', '-',    '-'],
  'campaign:pause':   ['yes',  '-',     '-',    'yes', '-',    '-'],
  'campaign:resume':  ['yes',  '-',     '-',    'yes', '-',    '-'],
  'campaign:complete': ['yes', '-',     '-',    'yes', '-',    '-'],
  'campaign:cancel':  ['yes',  '-',     '-',    'yes', '-',    '-'],
  'campaign:restore': ['yes',  '-',     '-',    '-',  '-',     '-'],
  campaignStats:      ['R',    'Ra',    'R',    'R',  'R',     'R'],
  emailTemplate:      ['CRUD', '-',     'R',    'CRUD', '-',   'R'],
  'emailTemplate:publish': ['yes', '-', '-',    'yes', '-',    '-'],
  'emailTemplate:restore': ['yes', '-', '-',    '-',  '-',     '-'],
  emailCampaign:      ['CRUD', '-',     'R',    'CRUD', '-',   'R'],
  'emailCampaign:schedule': ['yes', '-', '-',   'yes', '-',    '-'],
  'emailCampaign:send': ['yes', '-',    '-',    'yes', '-',    '-'],
  'emailCampaign:pause': ['yes', '-',   '-',    'yes', '-',    '-'],
  'emailCampaign:resume': ['yes', '-',  '-',    'yes', '-',    '-'],
  'emailCampaign:cancel': ['yes', '-',  '-',    'yes', '-',    '-'],
  'emailCampaign:test': ['yes', '-',    '-',    'yes', '-',    '-'],
  'emailCampaign:restore': ['yes', '-', '-',    '-',  '-',     '-'],
  emailCampaignStats: ['R',    'Ra',    'R',    'R',  'R',     'R'],
  delivery:           ['R',    '-',     'R',    'R',  '-',     'R'],
  'delivery:resolve': ['yes',  '-',     '-',    'yes', '-',    '-'],
  suppression:        ['CRD',  '-',     'CR',   'CR', '-',     'R'],
  mailTopic:          ['CRUD', '-',     'R',    'CRUD', '-',   'R'],
  task:               ['CRUD', 'CRaUaDa', 'CRUD', 'CRaUaDa', 'CRaUaDa', 'R'],
  'task:restore':     ['yes',  '-',     '-',    '-',  '-',     '-'],
  taskStats:          ['R',    'Ra',    'R',    'R',  'R',     'R'],
  webhook:            ['CRUD', '-',     '-',    '-',  '-',     'R'],
  client:             ['R',    'Ra',    'R',    '-',  'R',     'R'],
  audit:              ['R',    '-',     '-',    '-',  '-',     'R'],
  session:            ['R',    '-',     '-',    '-',  '-',     'R'],
  'person:export':    ['yes',  '-',     'yes',  '-',  '-',     '-'],
  staff:              ['CRUD', '-',     '-',    '-',  '-',     'R'],
  apiKey:             ['CRUD', '-',     '-',    '-',  '-',     'R'],
  practice:           ['RU',   '-',     '-',    '-',  '-',     'R'],
} as const satisfies Record<string, readonly [string, string, string, string, string, string]>;

type MatrixRow = keyof typeof roleMatrix;
type NamedAction = Extract<MatrixRow, `${string}:${string}`>;
type Noun = Exclude<MatrixRow, NamedAction>;
export type Permission = NamedAction | `${Noun}:${'create' | 'read' | 'update' | 'delete'}`;

/** How far a permission reaches: every row of the practice, the viewer's own rows, or none. */
export type Scope = 'ALL' | 'OWN' | 'NONE';

const actions = { C: 'create', R: 'read', U: 'update', D: 'delete' } as const;

function scopesOf(row: string, cell: string): [Permission, Scope][] {
  if (row.includes(':')) return [[row as Permission, cell === 'yes' ? 'ALL' : cell === 'a' ? 'OWN' : 'NONE']];
  return Object.entries(actions).map(([letter, action]) => {
    const at = cell.indexOf(letter);
    const scope = at < 0 ? 'NONE' : cell[at + 1] === 'a' ? 'OWN' : 'ALL';
    return [`${row}:${action}` as Permission, scope];
  });
}

export const grants: Record<Role, ReadonlyMap<Permission, Scope>> = Object.fromEntries(
  columns.map((role, index) => [
    role,
    new Map(Object.entries(roleMatrix).flatMap(([row, cells]) => scopesOf(row, cells[index] ?? '-'))),
  ]),
) as unknown as Record<Role, ReadonlyMap<Permission, Scope>>;

/** The one list of permissions; an API key may be given any of these. */
export const permissions: readonly Permission[] = [...grants.OWNER.keys()];
