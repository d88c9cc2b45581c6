import { describe, expect, test } from '@jest/globals';
import {
  assertInitial,
  assertTransition,
  type LeadStatus,
  leadStatuses,
} from '../../../src/modules/leads/lead.status.js';

// biome-ignore format: a table reads as a table
const machine: Record<LeadStatus, Record<LeadStatus, boolean>> = {
  //             NEW          CONTACTED           QUALIFIED           UNQUALIFIED           CONVERTED          LOST
  NEW:         { NEW: true,  CONTACTED: true,  QUALIFIED: false, UNQUALIFIED: true,  CONVERTED: false, LOST: true },
  CONTACTED:   { NEW: false, CONTACTED: true,  QUALIFIED: true,  UNQUALIFIED: true,  CONVERTED: false, LOST: true },
  QUALIFIED:   { NEW: false, CONTACTED: false, QUALIFIED: true,  UNQUALIFIED: true,  CONVERTED: false, LOST: true },
  UNQUALIFIED: { NEW: false, CONTACTED: true,  QUALIFIED: false, UNQUALIFIED: true,  CONVERTED: false, LOST: false },
  CONVERTED:   { NEW: false, CONTACTED: false, QUALIFIED: false, UNQUALIFIED: false, CONVERTED: true,  LOST: false },
  LOST:        { NEW: false, CONTACTED: true,  QUALIFIED: false, UNQUALIFIED: false, CONVERTED: false, LOST: true },
};

const codeOf = (work: () => void): string | null => {
  try {
    work();
    return null;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('the machine of a lead', () => {
  const cells = leadStatuses.flatMap(from => leadStatuses.map(to => [from, to, machine[from][to]] as const));

  test.each(cells)('%s -> %s: %s', (from, to, isAllowed) => {
    const refusal = from === 'CONVERTED' ? 'LEAD_CONVERTED' : 'INVALID_TRANSITION';
    expect(codeOf(() => assertTransition(from, to))).toBe(isAllowed ? null : refusal);
  });

  test.each(cells.filter(([, , isAllowed]) => !isAllowed))('%s -> %s names both', (from, to) => {
    expect(() => assertTransition(from, to)).toThrow(expect.objectContaining({ message: expect.stringContaining(to) }));
    expect(() => assertTransition(from, to)).toThrow(new RegExp(from === 'CONVERTED' ? 'converted' : from));
  });

  test.each(leadStatuses.map(status => [status, ['NEW', 'CONTACTED', 'QUALIFIED'].includes(status)] as const))(
    'a lead begins as %s: %s',
    (status, may) => {
      expect(codeOf(() => assertInitial(status))).toBe(may ? null : 'INVALID_TRANSITION');
    },
  );
});
