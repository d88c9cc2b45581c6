import type { Ground } from '../../platform/ground.js';
import type { PersonHolding } from '../leads/lead.person-export.js';
import { SegmentAudience } from './segment.audience.js';
import { holds } from './segment.rule.js';

/** The segments whose rule holds of a person now, by name; what the rule asks is the practice's own. */
export const rulesThatHold = (ground: Ground): PersonHolding => ({
  name: 'segmentsByRule',
  of: async (practiceId, type, id) => {
    const audience = new SegmentAudience(ground);
    const run = audience.reading();
    const named = await run<{ id: string; name: string }>(
      `select id, name from segments
       where practice_id = $1 and applies_to = $2 and kind = 'DYNAMIC' and deleted_at is null order by name, id`,
      [practiceId, type],
    );
    const ids = named.map(one => one.id);
    const tools = await audience.matching.tools(run, practiceId, type);
    const held: { segmentId: string; segmentName: string }[] = [];
    for (const [at, { rule }] of (await audience.kept(run, practiceId, ids)).entries()) {
      const answers = await audience.matching.answersOf(run, rule!, tools, id);
      if (answers && holds(rule!, answers)) held.push({ segmentId: ids[at]!, segmentName: named[at]!.name });
    }
    return held;
  },
});
