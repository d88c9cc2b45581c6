-- What an email campaign adds to its practice's figures.
create function email_campaign_facts(c email_campaigns) returns setof stat_contribution
language sql immutable parallel safe as $$
  select 'EMAIL_CAMPAIGN', c.practice_id, c.created_at, stat_owners(null, c.created_by_id),
    array['total', 'kind'], array['', c.status || '|' || coalesce(c.purpose, '')], null::timestamptz[], null::bigint[]
  where c.deleted_at is null
$$;
call stat_watch('email_campaigns', 'email_campaign_facts', array['EMAIL_CAMPAIGN']);

create trigger email_campaigns_notices after delete on email_campaigns referencing old table as old_rows
  for each statement execute function forget_notices();

-- A campaign whose mail was sent is put away instead of deleted.
alter table campaigns add column archived_at timestamptz(3);
