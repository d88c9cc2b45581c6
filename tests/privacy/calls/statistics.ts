import { type Calls, one } from './call.js';

export const calls: Calls = world => {
  /** A contact that has sent somebody: statistics show it by its name. */
  const referrer = () =>
    world.story.database.query(
      `with added as (
         insert into contacts (id, practice_id, created_at, updated_at, name_key, last_name)
         values (gen_random_uuid(), $1, now(), now(), 'x', 'Sender') returning id, practice_id
       )
       insert into referrals (id, practice_id, created_at, updated_at, direction, contact_id, received_at)
       select gen_random_uuid(), practice_id, now(), now(), 'INBOUND', id, now() from added`,
      [world.practice.id],
    );
  return {
    graphql: {
      'Query.contactStats': async () => {
        await referrer();
        return one('{ contactStats { total referrals { topReferrers { contactId name count } } } }');
      },
      'Query.taskStats': () => one('{ taskStats { total overdue byAssignee { assignedToId name count } } }'),
      'Query.campaignStats': () => one('{ campaignStats { total amounts { currency spentMinor } } }'),
    },
    rest: {
      'get /api/v1/contacts/stats': async () => {
        await referrer();
        return world.owner.rest('GET', '/contacts/stats');
      },
      'get /api/v1/tasks/stats': () => world.owner.rest('GET', '/tasks/stats'),
      'get /api/v1/campaigns/stats': () => world.owner.rest('GET', '/campaigns/stats'),
    },
  };
};
