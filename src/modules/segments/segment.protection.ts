import { isDeepStrictEqual } from 'node:util';
import type { Permission } from '../../platform/access/role-matrix.js';
import type { Cipher } from '../../platform/encryption/cipher.js';
import { fieldOf } from './segment.catalogue.js';
import type { Segment } from './segment.entity.js';
import { questionsOf, type SegmentRule } from './segment.rule.js';
import type { RecipientType } from './segment.vocabulary.js';

/** Where the rule of a sensitive segment is sealed. */
export const rulePlace = (practiceId: string, rowId: string) => ({
  practiceId,
  table: 'segments',
  column: 'sealed_rule',
  rowId,
});

const reading: Readonly<Record<RecipientType, Permission>> = { LEAD: 'lead:read', CONTACT: 'contact:read' };

/** Names of the fields that a rule asks by, what its reader must be allowed, and whether one is protected. */
export function protectionOf(rule: SegmentRule | null, appliesTo: RecipientType) {
  const fields = [...new Set(rule ? questionsOf(rule).map(({ leaf }) => leaf.field) : [])];
  const known = fields.map(name => fieldOf(appliesTo, name)!);
  const guards = [...new Set([reading[appliesTo], ...known.map(field => field.permission)])];
  return { fields, guards, isSensitive: known.some(field => field.isProtected) };
}

/** Seals the rules that ask by protected fields, as their values are protected themselves. */
export class SegmentProtection {
  constructor(private readonly cipher: Cipher) {}

  /** Gives the segment this rule; answers whether it is another than before. */
  apply(segment: Segment, rule: SegmentRule | null): boolean {
    const before = this.open(segment);
    const { fields, guards, isSensitive } = protectionOf(rule, segment.appliesTo);
    const isSame = isDeepStrictEqual(before, rule) && segment.guards !== undefined;
    if (isSame) return false;
    Object.assign(segment, { fields, guards, isSensitive, rule: isSensitive ? null : rule, sealedRule: null });
    if (isSensitive) segment.sealedRule = this.cipher.seal(rulePlace(segment.practiceId, segment.id), rule);
    return true;
  }

  open({ sealedRule, rule, practiceId, id }: Segment): SegmentRule | null {
    return sealedRule ? this.cipher.open(rulePlace(practiceId, id), sealedRule) : (rule ?? null);
  }
}
