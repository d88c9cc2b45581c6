import type { Ground } from '../../platform/ground.js';
import type { TagUse } from '../tags/tag.service.js';

/** What campaigns do by themselves may be to add a tag; deleted ones too, as they may come back. */
export const tagsOfCampaigns = ({ clock }: Ground): TagUse => ({
  word: 'campaigns',
  rename: async (unit, from, to) => {
    const { practiceId } = unit.ctx;
    const campaigns = await unit.sql<{ id: string; isDeleted: boolean }>(
      `select c.id, c.deleted_at is not null as "isDeleted" from campaigns c
       where c.practice_id = $1 and exists (select 1 from campaign_steps s where s.practice_id = $1
         and s.campaign_id = c.id and s.retired_at is null and s.action = 'ADD_TAG' and s.action_details->>'tag' = $2)
       order by c.id for update of c`,
      [practiceId, from],
    );
    const ids = campaigns.map(({ id }) => id);
    await unit.sql(
      `update campaign_steps set action_details = jsonb_set(action_details, '{tag}', to_jsonb($3::text))
       where practice_id = $1 and campaign_id = any($4::uuid[]) and retired_at is null and action = 'ADD_TAG'
         and action_details->>'tag' = $2`,
      [practiceId, from, to, ids],
    );
    await unit.sql(
      'update campaigns set version = version + 1, updated_at = $3 where practice_id = $1 and id = any($2::uuid[])',
      [practiceId, ids, clock.now()],
    );
    for (const { id, isDeleted } of campaigns) {
      unit.record(id, { automation: true }, { objectType: 'CAMPAIGN' });
      if (isDeleted) continue;
      const data = { fields: ['automation'] };
      unit.publish({ type: 'CAMPAIGN_UPDATED', objectType: 'CAMPAIGN', objectId: id, data });
    }
    return ids.length;
  },
});
