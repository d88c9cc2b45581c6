import { LockMode } from '@mikro-orm/core';
import type { Ground } from '../../platform/ground.js';
import type { UnitOfWork } from '../../platform/use-case.js';
import type { TagUse } from '../tags/tag.service.js';
import { Segment } from './segment.entity.js';
import { SegmentProtection } from './segment.protection.js';
import type { RuleLeaf, SegmentRule } from './segment.rule.js';

/** The rules of segments ask by tags; a deleted one's too, as it may come back. */
export const tagsOfSegments = ({ cipher, clock }: Ground): TagUse => ({
  word: 'segments',
  rename: async (unit, from, to) => {
    const protection = new SegmentProtection(cipher);
    let renamed = 0;
    for (const segment of await segmentsByTags(unit)) {
      const rule = protection.open(segment);
      if (!rule || !protection.apply(segment, withTag(rule, from, to))) continue;
      renamed += 1;
      segment.updatedAt = clock.now();
      unit.record(segment.id, { rule: true }, { objectType: 'SEGMENT' });
      if (segment.deletedAt) continue;
      const data = { fields: ['rule'] };
      unit.publish({ type: 'SEGMENT_UPDATED', objectType: 'SEGMENT', objectId: segment.id, data });
    }
    return renamed;
  },
});

/** Each that asks by tags at all, as a sealed rule does not say by which. */
function segmentsByTags(unit: UnitOfWork): Promise<Segment[]> {
  const where = { practiceId: unit.ctx.practiceId, fields: { $contains: ['tags'] } };
  return unit.em.find(Segment, where, { orderBy: { id: 'asc' }, lockMode: LockMode.PESSIMISTIC_WRITE });
}

/** The rule with another name for a tag; one that a question named both by stands there once. */
function withTag(rule: SegmentRule, from: string, to: string): SegmentRule {
  if ('field' in rule) return rule.field === 'tags' ? named(rule, from, to) : rule;
  if ('not' in rule) return { not: withTag(rule.not, from, to) };
  const inner = (rules: SegmentRule[]) => rules.map(one => withTag(one, from, to));
  return 'all' in rule ? { all: inner(rule.all) } : { any: inner(rule.any) };
}

function named(leaf: RuleLeaf, from: string, to: string): RuleLeaf {
  const { value } = leaf;
  if (!Array.isArray(value)) return value === from ? { ...leaf, value: to } : leaf;
  return value.includes(from) ? { ...leaf, value: [...new Set(value.map(tag => (tag === from ? to : tag)))] } : leaf;
}
