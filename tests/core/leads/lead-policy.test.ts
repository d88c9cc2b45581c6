import { describe, expect, test } from '@jest/globals';
import {
  assertMayUpdate,
  canConvert,
  canDelete,
  canReadGroup,
  canSee,
  canUpdate,
  groupOfField,
  type LeadGroup,
  leadGroupNames,
} from '../../../src/modules/leads/lead.policy.js';
import { CreateLead, UpdateLead } from '../../../src/modules/leads/lead.rules.js';
import type { Role } from '../../../src/platform/access/roles.js';
import type { Viewer } from '../../../src/platform/access/viewer.js';

const viewer = (...roles: Role[]): Viewer => ({ kind: 'STAFF', id: 'me', practiceId: 'p', roles });
const mine = { assignedToId: 'me', createdById: 'other', status: 'NEW' };
const others = { assignedToId: 'other', createdById: null, status: 'NEW' };

/** Per role: the groups read and updated of own rows, then of others' rows; and what may be done with a row. */
const all = ['identity', 'contactDetails', 'clinical', 'insurance'];
const table: [
  Role,
  { read: [string[], string[]]; update: [string[], string[]]; remove: [boolean, boolean]; convert: [boolean, boolean] },
][] = [
  ['OWNER', { read: [all, all], update: [all, all], remove: [true, true], convert: [true, true] }],
  [
    'CLINICIAN',
    {
      read: [all, []],
      update: [['identity', 'contactDetails', 'clinical'], []],
      remove: [false, false],
      convert: [true, false],
    },
  ],
  ['INTAKE', { read: [all, all], update: [all, all], remove: [true, true], convert: [true, true] }],
  [
    'MARKETING',
    { read: [['identity'], ['identity']], update: [[], []], remove: [false, false], convert: [false, false] },
  ],
  [
    'BILLING',
    {
      read: [['identity', 'contactDetails', 'insurance'], ['insurance']],
      update: [['insurance'], ['insurance']],
      remove: [false, false],
      convert: [false, false],
    },
  ],
  [
    'AUDITOR',
    {
      read: [
        ['identity', 'contactDetails'],
        ['identity', 'contactDetails'],
      ],
      update: [[], []],
      remove: [false, false],
      convert: [false, false],
    },
  ],
];

const exampleOf: Record<LeadGroup, object> = {
  identity: { firstName: 'A' },
  contactDetails: { phone: '1' },
  clinical: { presentingConcern: 'x' },
  insurance: { isSelfPay: true },
};

const mayUpdate = (role: Role, row: object, group: LeadGroup) => {
  try {
    assertMayUpdate(viewer(role), row, exampleOf[group]);
    return true;
  } catch {
    return false;
  }
};

describe('who may do what with a lead', () => {
  test.each(table)('%s', (role, expected) => {
    for (const [at, row] of [mine, others].entries()) {
      expect(leadGroupNames.filter(group => canReadGroup(viewer(role), group, row))).toEqual(expected.read[at]);
      expect(leadGroupNames.filter(group => mayUpdate(role, row, group))).toEqual(expected.update[at]);
      expect(canSee(viewer(role), row)).toBe(expected.read[at]!.length > 0);
      expect(canUpdate(viewer(role), row)).toBe(expected.update[at]!.length > 0);
      expect(canDelete(viewer(role), row)).toBe(expected.remove[at]);
      expect(canConvert(viewer(role), row)).toBe(expected.convert[at]);
    }
  });

  test('a row under break-glass is read like an own one and changed like another', () => {
    expect(leadGroupNames.filter(group => canReadGroup(viewer('CLINICIAN'), group, others, true))).toEqual(all);
    expect(canReadGroup(viewer('MARKETING'), 'clinical', others, true)).toBe(false);
    expect(mayUpdate('CLINICIAN', others, 'identity')).toBe(false);
  });

  test('a converted lead is neither deleted nor converted', () => {
    const converted = { ...mine, status: 'CONVERTED' };
    expect([canDelete(viewer('OWNER'), converted), canConvert(viewer('OWNER'), converted)]).toEqual([false, false]);
  });

  test('several roles add up', () => {
    expect(leadGroupNames.filter(group => canReadGroup(viewer('MARKETING', 'BILLING'), group, others))).toEqual([
      'identity',
      'insurance',
    ]);
  });

  test('every field that can be written has its group', () => {
    const fields = [...Object.keys(CreateLead.shape), ...Object.keys(UpdateLead.shape)].filter(
      field => field !== 'onDuplicate',
    );
    expect(fields.filter(field => groupOfField(field) === null)).toEqual([]);
  });
});
