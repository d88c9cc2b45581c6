// What a practice has beside leads: contacts, tasks and campaigns, made by the database itself.

const days = "* interval '1 day'";

/** Each statement's $1 is the practice, $2 how many rows there are to be, $3 its staff. */
const statements = {
  organizations: `insert into organizations (id, practice_id, created_at, updated_at, name, name_key, kind)
    select uuidv7(), $1, now() - n ${days}, now() - n ${days}, 'Clinic ' || n, 'clinic ' || n, 'Clinic'
    from generate_series(1, greatest($2::int / 100, 1)) n where $3::uuid[] is not null`,
  contacts: `with places as (select array_agg(id) as ids from organizations where practice_id = $1)
    insert into contacts (id, practice_id, created_at, updated_at, created_by_id, first_name, last_name, name_key,
      organization_id, type, category, email, phone, referral_status, accepts_referrals, specialties, tags, assigned_to_id)
    select uuidv7(), $1, at, at, ($3::uuid[])[1 + n % cardinality($3::uuid[])],
      first, last, lower(last || ' ' || first), p.ids[1 + n % cardinality(p.ids)],
      (array['PHYSICIAN', 'THERAPIST', 'SCHOOL', 'ATTORNEY', 'COMMUNITY_PARTNER'])[1 + n % 5],
      (array['Medical', 'Schools', 'Legal', 'Peers'])[1 + n % 4], 'c' || n || '@partners.example', null,
      (array['PROSPECT', 'ACTIVE', 'INACTIVE'])[1 + n % 3], n % 2 = 0, '{}',
      case n % 3 when 0 then array['newsletter'] when 1 then array['newsletter', 'referrer'] else '{}' end,
      case when n % 10 > 0 then ($3::uuid[])[1 + n % cardinality($3::uuid[])] end
    from generate_series(1, $2::int) n, places p,
      lateral (select now() - ((n * 37) % 700) ${days} - n * interval '1 second' as at,
        (array['Ada', 'Ben', 'Carla', 'Dmitri', 'Elena'])[1 + n % 5] as first,
        (array['Abbott', 'Baker', 'Castillo', 'Dvorak', 'Eriksen', 'Fischer', 'Garcia'])[1 + n % 7] as last) made`,
  tasks: `with known as (select array(select id from leads where practice_id = $1 limit 5000) as ids)
    insert into tasks (id, practice_id, created_at, updated_at, created_by_id, title, type, priority, status, due_at,
      related_type, related_id, assigned_to_id, completed_at, completed_by_id, subtask_count, open_subtask_count)
    select uuidv7(), $1, at, at, person, 'Ring about ' || n,
      (array['FOLLOW_UP', 'CALL', 'EMAIL', 'REVIEW'])[1 + n % 4],
      (array['LOW', 'NORMAL', 'NORMAL', 'HIGH', 'URGENT'])[1 + n % 5], status, at + 7 ${days},
      case when cardinality(k.ids) > 0 then 'LEAD' end, k.ids[1 + n % greatest(cardinality(k.ids), 1)], person,
      case when status = 'COMPLETED' then at + 5 ${days} end, case when status = 'COMPLETED' then person end,
      case when n % 2 = 0 then 3 else 0 end, case when n % 2 = 0 then 3 else 0 end
    from generate_series(1, $2::int) n, known k,
      lateral (select now() - ((n * 13) % 700) ${days} - n * interval '1 second' as at,
        ($3::uuid[])[1 + n % cardinality($3::uuid[])] as person,
        (array['PENDING', 'IN_PROGRESS', 'COMPLETED', 'COMPLETED', 'COMPLETED', 'CANCELLED'])[1 + n % 6] as status) made`,
  subtasks: `insert into subtasks (id, practice_id, created_at, updated_at, task_id, title, is_done, position)
    select uuidv7(), practice_id, created_at, updated_at, id, 'Step ' || n, false, n - 1
    from tasks, generate_series(1, 3) n where practice_id = $1 and subtask_count = 3 and $2::int >= 0 and $3::uuid[] is not null`,
  campaigns: `insert into campaigns (id, practice_id, created_at, updated_at, created_by_id, name, name_key, type, channels, status,
      start_at, budget_minor, currency, owner_id)
    select uuidv7(), $1, at, at, ($3::uuid[])[1], 'Campaign ' || n, 'campaign ' || n,
      (array['EMAIL', 'EVENT', 'WEBINAR', 'PRINT'])[1 + n % 4], array['EMAIL', 'WEB'],
      (array['DRAFT', 'COMPLETED', 'COMPLETED', 'CANCELLED'])[1 + n % 4], at, 100000, 'USD', ($3::uuid[])[1]
    from generate_series(1, $2::int) n, lateral (select now() - n ${days} as at) made`,
  recipients: `insert into campaign_recipients (practice_id, campaign_id, person_type, person_id, origin, added_at)
    select $1, c.id, 'LEAD', l.id, 'HAND', now() from (select id from campaigns where practice_id = $1 order by created_at desc limit 20) c,
      (select id from leads where practice_id = $1 order by created_at desc limit 1000) l where $2::int >= 0 and $3::uuid[] is not null`,
  referrals: `with known as (select array(select id from contacts where practice_id = $1 and referral_status = 'ACTIVE') as contacts,
      array(select id from leads where practice_id = $1 limit 100000) as leads)
    insert into referrals (id, practice_id, created_at, updated_at, direction, contact_id, lead_id, received_at, status)
    select uuidv7(), $1, at, at, 'INBOUND', k.contacts[1 + (n * n::bigint) % cardinality(k.contacts)],
      k.leads[1 + n % cardinality(k.leads)], at, (array['RECEIVED', 'ACKNOWLEDGED', 'SCHEDULED', 'CLOSED'])[1 + n % 4]
    from generate_series(1, $2::int) n, known k,
      lateral (select now() - ((n * 11) % 700) ${days} - n * interval '1 second' as at) made
    where $3::uuid[] is not null`,
  expenses: `insert into campaign_expenses (id, practice_id, created_at, updated_at, campaign_id, spent_on, amount_minor, category)
    select uuidv7(), $1, now(), now(), c.id, current_date - n, 1000 + n, 'Print' from campaigns c, generate_series(1, 5) n
    where c.practice_id = $1 and $2::int >= 0 and $3::uuid[] is not null`,
};

/** Fills a practice whose leads are there already. */
export async function seedCommunity(client, { practiceId, staff, contacts, tasks, campaigns }) {
  const counts = {
    organizations: contacts,
    contacts,
    tasks,
    subtasks: tasks,
    campaigns,
    recipients: 0,
    referrals: contacts / 2,
    expenses: 0,
  };
  for (const [name, text] of Object.entries(statements)) await client.query(text, [practiceId, counts[name], staff]);
  await client.query(
    `update leads set campaign_id = (select id from campaigns where practice_id = $1 order by created_at desc limit 1)
     where id in (select id from leads where practice_id = $1 order by created_at desc limit 500)`,
    [practiceId],
  );
}
