-- What the mail of a practice came to, at a cost by bucket and not by email campaign. The ledger changes its figures
-- with every batch, so that a change only says whose they are; a job copies them, and the copies are counted like the
-- rows of any noun. Whoever reads adds what has changed since.

-- The figures in the order in which copies hold them.
create function mail_figure_names() returns text[] language sql immutable parallel safe as $$
  select array['recipients', 'pending', 'claimed', 'sending', 'accepted', 'rejected', 'suppressed', 'cancelled', 'unknown',
    'delivered', 'bounced', 'softBounced', 'complained', 'unsubscribed',
    'opensTotal', 'opensUnique', 'opensHuman', 'opensScanner',
    'clicksTotal', 'clicksUnique', 'clicksHuman', 'clicksScanner']
$$;

-- Each email campaign's figures as they are. EMAIL_CAMPAIGN_MAIL counts them under its own creation and owner,
-- CAMPAIGN_MAIL under those of the campaign that it is part of.
create view mail_figures as
with mailed as not materialized (
  select e.id, e.practice_id, e.created_at, e.created_by_id, e.campaign_id, e.deleted_at,
    e.is_sensitive or exists (select from email_campaign_segments s join segments g on g.id = s.segment_id
      where s.practice_id = e.practice_id and s.email_campaign_id = e.id and g.is_sensitive) as tells,
    array[f.recipients, f.pending, f.claimed, f.sending, f.accepted, f.rejected, f.suppressed, f.cancelled, f.unknown,
      f.delivered, f.bounced, f.soft_bounced, f.complained, f.unsubscribed,
      f.opens_total, f.opens_unique, f.opens_human, f.opens_scanner,
      f.clicks_total, f.clicks_unique, f.clicks_human, f.clicks_scanner] as figures
  from email_campaigns e join email_campaign_counters f on f.email_campaign_id = e.id
)
select 'EMAIL_CAMPAIGN_MAIL' as noun, m.id as email_campaign_id, m.practice_id, m.created_at,
  stat_owners(null, m.created_by_id) as subjects, m.deleted_at, m.tells as is_sensitive, m.figures
from mailed m
union all
select 'CAMPAIGN_MAIL', m.id, m.practice_id, c.created_at,
  stat_owners(c.owner_id, c.created_by_id), coalesce(m.deleted_at, c.deleted_at), m.tells, m.figures
from mailed m join campaigns c on c.id = m.campaign_id;

create table mail_tallies (
  noun text not null,
  email_campaign_id uuid not null,
  practice_id uuid not null references practices,
  created_at timestamptz(3) not null,
  subjects uuid[] not null,
  deleted_at timestamptz(3),
  -- whoever was in its audience tells something of a protected field
  is_sensitive boolean not null,
  figures int[] not null,
  -- the share of people who clicked; of one that reached few, it says nothing
  click_rate double precision generated always as (
    case when figures[10] >= 11 then figures[21]::double precision / figures[10] end) stored,
  primary key (email_campaign_id, noun)
);
create index mail_tallies_created on mail_tallies (practice_id, created_at) where deleted_at is null;
create index mail_tallies_best on mail_tallies (practice_id, click_rate desc, created_at desc, email_campaign_id)
  where noun = 'EMAIL_CAMPAIGN_MAIL' and deleted_at is null and click_rate is not null;

-- Email campaigns whose copies are no longer what the ledger says.
create table mail_tally_changes (
  id bigint generated always as identity primary key,
  practice_id uuid not null,
  email_campaign_id uuid not null
);
create index mail_tally_changes_practice on mail_tally_changes (practice_id, email_campaign_id);

create function mail_tally_figures() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    insert into mail_tally_changes (practice_id, email_campaign_id) select practice_id, email_campaign_id from old_rows;
  else
    insert into mail_tally_changes (practice_id, email_campaign_id) select practice_id, email_campaign_id from new_rows;
  end if;
  return null;
end $$;
create trigger mail_tally_insert after insert on email_campaign_counters
  referencing new table as new_rows for each statement execute function mail_tally_figures();
create trigger mail_tally_update after update on email_campaign_counters
  referencing new table as new_rows for each statement execute function mail_tally_figures();
create trigger mail_tally_delete after delete on email_campaign_counters
  referencing old table as old_rows for each statement execute function mail_tally_figures();

-- A segment that was added or left out may be what an audience tells by.
create trigger mail_tally_insert after insert on email_campaign_segments
  referencing new table as new_rows for each statement execute function mail_tally_figures();
create trigger mail_tally_delete after delete on email_campaign_segments
  referencing old table as old_rows for each statement execute function mail_tally_figures();

create function mail_tally_email_campaigns() returns trigger language plpgsql as $$
begin
  insert into mail_tally_changes (practice_id, email_campaign_id)
  select n.practice_id, n.id from new_rows n join old_rows o on o.id = n.id
  where (n.created_at, n.created_by_id, n.campaign_id, n.is_sensitive, n.deleted_at)
    is distinct from (o.created_at, o.created_by_id, o.campaign_id, o.is_sensitive, o.deleted_at);
  return null;
end $$;
create trigger mail_tally_update after update on email_campaigns
  referencing old table as old_rows new table as new_rows
  for each statement execute function mail_tally_email_campaigns();

create function mail_tally_campaigns() returns trigger language plpgsql as $$
begin
  insert into mail_tally_changes (practice_id, email_campaign_id)
  select e.practice_id, e.id from new_rows n join old_rows o on o.id = n.id
  join email_campaigns e on e.practice_id = n.practice_id and e.campaign_id = n.id and e.deleted_at is null
  where (n.created_at, n.created_by_id, n.owner_id, n.deleted_at)
    is distinct from (o.created_at, o.created_by_id, o.owner_id, o.deleted_at);
  return null;
end $$;
create trigger mail_tally_update after update on campaigns
  referencing old table as old_rows new table as new_rows for each statement execute function mail_tally_campaigns();

create function mail_tally_segments() returns trigger language plpgsql as $$
begin
  insert into mail_tally_changes (practice_id, email_campaign_id)
  select s.practice_id, s.email_campaign_id from new_rows n join old_rows o on o.id = n.id
  join email_campaign_segments s on s.practice_id = n.practice_id and s.segment_id = n.id
  where n.is_sensitive <> o.is_sensitive;
  return null;
end $$;
create trigger mail_tally_update after update on segments
  referencing old table as old_rows new table as new_rows for each statement execute function mail_tally_segments();

-- Copies the figures behind up to `batch` changes; answers how many. One copier at a time; a second one answers 0.
create function mail_tally(batch int) returns int language plpgsql as $$
declare
  -- a range, since the plan of a list is kept from when the table was small and then costs its square
  up_to bigint;
  stale uuid[];
  taken int;
begin
  if not pg_try_advisory_xact_lock(hashtextextended('mail_tally', 0)) then
    return 0;
  end if;
  select max(id) into up_to from (select id from mail_tally_changes order by id limit batch) as next;
  if up_to is null then
    return 0;
  end if;
  with gone as (delete from mail_tally_changes where id <= up_to returning email_campaign_id)
  select count(*), array_agg(distinct email_campaign_id) into taken, stale from gone;
  -- what is changed from here on has a change of its own, whether this sees it already or not
  delete from mail_tallies t where t.email_campaign_id = any(stale)
    and (t.email_campaign_id, t.noun) not in
      (select f.email_campaign_id, f.noun from mail_figures f where f.email_campaign_id = any(stale));
  insert into mail_tallies as t
    (noun, email_campaign_id, practice_id, created_at, subjects, deleted_at, is_sensitive, figures)
  select * from mail_figures f where f.email_campaign_id = any(stale)
  on conflict (email_campaign_id, noun) do update set created_at = excluded.created_at, subjects = excluded.subjects,
    deleted_at = excluded.deleted_at, is_sensitive = excluded.is_sensitive, figures = excluded.figures;
  return taken;
end $$;

-- What a copy adds: each figure under whether the audience tells something, so that it can be left out.
create function mail_tally_facts(t mail_tallies) returns setof stat_contribution
language sql immutable parallel safe as $$
  select t.noun, t.practice_id, t.created_at, t.subjects, mail_figure_names(),
    array(select case when f.figure <> 0 then t.is_sensitive::text end
      from unnest(t.figures) with ordinality f (figure, place) order by f.place),
    null::timestamptz[], t.figures::bigint[]
  where t.deleted_at is null
$$;

-- What the mail of a noun created in [from_at, to_at) comes to, in lines that add up; as stat_read, exact at every read.
create function mail_read(of_noun text, practice uuid, subject uuid, from_at timestamptz, to_at timestamptz,
  is_telling boolean)
returns table (figure text, total bigint) language sql stable as $$
  select r.metric, r.total
  from stat_read(of_noun, practice, subject, from_at, to_at, mail_figure_names()) r
  where is_telling or r.key = 'false'
  union all
  select n.name, sum(d.sign * n.figure)::bigint
  from (select array(select distinct c.email_campaign_id from mail_tally_changes c where c.practice_id = practice)) s (ids)
  cross join lateral (
    select 1 as sign, f.* from mail_figures f where f.email_campaign_id = any(s.ids)
    union all
    select -1, t.noun, t.email_campaign_id, t.practice_id, t.created_at, t.subjects, t.deleted_at, t.is_sensitive,
      t.figures
    from mail_tallies t where t.email_campaign_id = any(s.ids)
  ) d
  cross join lateral unnest(mail_figure_names(), d.figures) n (name, figure)
  where d.noun = of_noun and d.deleted_at is null and subject = any(d.subjects)
    and (from_at is null or d.created_at >= from_at) and (to_at is null or d.created_at < to_at)
    and (is_telling or not d.is_sensitive)
  group by 1
$$;

-- The email campaigns created in [from_at, to_at) of which most people clicked, for each that got it.
create function mail_best(practice uuid, subject uuid, from_at timestamptz, to_at timestamptz, is_telling boolean,
  most int)
returns table (id uuid, delivered int, clicks_unique int, clicks_human int) language plpgsql stable
-- whether to go by rate or by creation is known only with the range
set plan_cache_mode = force_custom_plan as $$
declare
  stale uuid[] := array(select distinct c.email_campaign_id from mail_tally_changes c where c.practice_id = practice);
begin
  return query
  select b.email_campaign_id, b.figures[10], b.figures[20], b.figures[21]
  from (
    (select t.email_campaign_id, t.created_at, t.figures, t.click_rate from mail_tallies t
    where t.noun = 'EMAIL_CAMPAIGN_MAIL' and t.practice_id = practice and t.deleted_at is null
      and t.click_rate is not null and t.email_campaign_id <> all(stale) and subject = any(t.subjects)
      and (from_at is null or t.created_at >= from_at) and (to_at is null or t.created_at < to_at)
      and (is_telling or not t.is_sensitive)
    order by t.click_rate desc, t.created_at desc, t.email_campaign_id limit most)
    union all
    select f.email_campaign_id, f.created_at, f.figures, f.figures[21]::double precision / f.figures[10]
    from mail_figures f
    where f.email_campaign_id = any(stale) and f.noun = 'EMAIL_CAMPAIGN_MAIL' and f.deleted_at is null
      and f.figures[10] >= 11 and subject = any(f.subjects)
      and (from_at is null or f.created_at >= from_at) and (to_at is null or f.created_at < to_at)
      and (is_telling or not f.is_sensitive)
  ) b
  order by b.click_rate desc, b.created_at desc, b.email_campaign_id limit most;
end $$;

-- Mail from before this migration.
insert into mail_tallies (noun, email_campaign_id, practice_id, created_at, subjects, deleted_at, is_sensitive, figures)
  select * from mail_figures;
call stat_watch('mail_tallies', 'mail_tally_facts', array['EMAIL_CAMPAIGN_MAIL', 'CAMPAIGN_MAIL']);
do $$
declare
  one uuid;
begin
  for one in select id from practices loop
    call stat_rebuild(one, 'mail_tallies');
  end loop;
end $$;
