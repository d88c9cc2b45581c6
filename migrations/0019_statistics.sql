-- Statistics of every noun, exact whoever writes the rows, at a cost by bucket and not by row: triggers append signed
-- changes, one insert a statement and no row that two writers would queue for; a job folds them into cells. A noun
-- adds one function that says what a row of its table contributes, and one call of stat_watch.
drop trigger lead_stat_zone on practices;
drop trigger lead_stat_insert on leads;
drop trigger lead_stat_update on leads;
drop trigger lead_stat_delete on leads;
drop trigger lead_stat_truncate on leads;
drop function lead_stat_read, lead_stat_rebuild, lead_stat_fold, lead_stat_write, lead_stat_zone_changed,
  lead_stat_metrics, lead_stat_subjects;
drop table lead_stat_changes, lead_stat_cells, lead_stat_zones;

create table stat_zones (
  practice_id uuid primary key references practices on delete cascade,
  -- the zone in which this practice's cells were cut
  time_zone text not null
);

-- What is counted, and of which table each of its rows is a row.
create table stat_nouns (
  noun text primary key,
  source text not null,
  -- the function from a row of the table to what it contributes
  facts text not null
);

-- What a row contributes to one noun. The n-th metric has the n-th key, or instead an instant that counts under its
-- day in the practice's zone, and the n-th total (0 unless given); without key and instant it has no such fact.
-- `at` is when the row was created; null counts for all time only. Each of the subjects counts it once.
create type stat_contribution as (
  noun text,
  practice_id uuid,
  at timestamptz,
  subjects uuid[],
  metrics text[],
  keys text[],
  moments timestamptz[],
  totals bigint[]
);

create table stat_changes (
  id bigint generated always as identity primary key,
  sign smallint not null,
  noun text not null,
  practice_id uuid not null,
  at timestamptz(3),
  subjects uuid[] not null,
  metrics text[] not null,
  keys text[],
  moments timestamptz[],
  totals bigint[]
);
create index stat_changes_noun on stat_changes (practice_id, noun, at);

create table stat_cells (
  practice_id uuid not null,
  noun text not null,
  -- the nil uuid: the whole practice; a staff member's id: their own rows, assigned or created; or what the noun says
  subject_id uuid not null,
  -- A all time, M month, D day, in the practice's zone
  grain "char" not null,
  bucket date not null,
  metric text not null,
  -- compared byte by byte: a range of keys is all that begin so
  key text collate "C" not null,
  count bigint not null,
  total bigint not null,
  primary key (practice_id, noun, subject_id, grain, metric, bucket, key)
) partition by list (noun);
create table stat_cells_counted partition of stat_cells default;
-- apart, since an index on `count` makes each change of a cell dearer
create table stat_cells_ranked partition of stat_cells for values in ('REFERRAL');
create index stat_cells_rank on stat_cells_ranked (practice_id, noun, subject_id, metric, count desc, key)
  where grain = 'A' and metric = 'inbound';

-- A row counts for its practice, and for each staff member whose own it is.
create function stat_owners(assigned_to_id uuid, created_by_id uuid) returns uuid[]
language sql immutable parallel safe as $$
  select array_remove(array['00000000-0000-0000-0000-000000000000'::uuid, assigned_to_id,
    nullif(created_by_id, assigned_to_id)], null)
$$;

create function stat_facts(metrics text[], keys text[], moments timestamptz[], totals bigint[], zone text)
returns table (metric text, key text, total bigint) language sql stable parallel safe as $$
  select f.metric, coalesce(f.key, to_char(f.moment at time zone zone, 'YYYY-MM-DD')), coalesce(f.total, 0)
  from unnest(metrics, keys, moments, totals) as f (metric, key, moment, total)
  where f.key is not null or f.moment is not null
$$;

-- Whole seconds of a time that passed, and the class of its minutes, of which each is 5 % wider than the one before.
create function stat_seconds(passed interval) returns bigint language sql immutable parallel safe as $$
  select case when passed is not null then greatest(extract(epoch from passed), 0)::bigint end
$$;
create function stat_class(passed interval) returns text language sql immutable parallel safe as $$
  select case when passed is not null then
    floor(ln(1 + greatest(extract(epoch from passed), 0) / 60) / ln(1.05))::int::text end
$$;

create function stat_grains(day date) returns table (grain "char", bucket date)
language sql immutable parallel safe as $$
  select g.grain, g.bucket
  from (values ('A'::"char", date '-infinity'), ('M', date_trunc('month', day)::date), ('D', day)) as g (grain, bucket)
  where g.bucket is not null
$$;

-- Has a table's rows counted for these nouns: triggers that append changes, as functions of their own, since a
-- statement made up at each call would be planned at each call.
create procedure stat_watch(source text, facts text, nouns text[]) language plpgsql as $watch$
declare
  appended constant text := 'insert into stat_changes (sign, noun, practice_id, at, subjects, metrics, keys, moments, totals)';
begin
  insert into stat_nouns select unnest(nouns), source, facts;
  execute format($make$
    create function %1$I() returns trigger language plpgsql as $body$
    begin
      if tg_op = 'TRUNCATE' then
        delete from stat_changes where noun = any(%4$L);
        delete from stat_cells where noun = any(%4$L);
      elsif tg_op = 'INSERT' then
        %5$s select 1, c.* from new_rows r cross join lateral %3$I(r::%2$I) c;
      elsif tg_op = 'DELETE' then
        %5$s select -1, c.* from old_rows r cross join lateral %3$I(r::%2$I) c;
      else
        %5$s
        with gone as (select c.* from old_rows r cross join lateral %3$I(r::%2$I) c),
          come as (select c.* from new_rows r cross join lateral %3$I(r::%2$I) c)
        select -1, * from (select * from gone except all select * from come) as less
        union all
        select 1, * from (select * from come except all select * from gone) as more;
      end if;
      return null;
    end $body$;
    create trigger stat_insert after insert on %2$I
      referencing new table as new_rows for each statement execute function %1$I();
    create trigger stat_update after update on %2$I
      referencing old table as old_rows new table as new_rows for each statement execute function %1$I();
    create trigger stat_delete after delete on %2$I
      referencing old table as old_rows for each statement execute function %1$I();
    create trigger stat_truncate after truncate on %2$I for each statement execute function %1$I();
  $make$, source || '_stat_write', source, facts, nouns, appended);
end $watch$;

-- Folds up to `batch` changes into cells; answers how many. One folder at a time; a second one answers 0.
create function stat_fold(batch int) returns int language plpgsql as $$
declare
  folded int;
  empty tid[];
  -- a range, since the plan of a list is kept from when the table was small and then costs its square
  up_to bigint;
begin
  if not pg_try_advisory_xact_lock(hashtextextended('stat_fold', 0)) then
    return 0;
  end if;
  insert into stat_zones
    select p.id, p.time_zone from practices p
    where p.id in (select practice_id from stat_changes) on conflict do nothing;
  select max(id) into up_to from (select id from stat_changes order by id limit batch) as next;
  with taken as (
    delete from stat_changes where id <= up_to returning *
  ), facts as (
    select t.noun, t.practice_id, s.subject_id, (t.at at time zone z.time_zone)::date as day, f.metric, f.key,
      sum(t.sign) as count, sum(t.sign * f.total) as total
    from taken t
    join stat_zones z using (practice_id)
    cross join lateral unnest(t.subjects) s (subject_id)
    cross join lateral stat_facts(t.metrics, t.keys, t.moments, t.totals, z.time_zone) f
    group by 1, 2, 3, 4, 5, 6
    having sum(t.sign) <> 0 or sum(t.sign * f.total) <> 0
  ), cells as (
    insert into stat_cells as c (noun, practice_id, subject_id, grain, bucket, metric, key, count, total)
    select f.noun, f.practice_id, f.subject_id, g.grain, g.bucket, f.metric, f.key, sum(f.count), sum(f.total)
    from facts f cross join lateral stat_grains(f.day) g
    group by 1, 2, 3, 4, 5, 6, 7
    having sum(f.count) <> 0 or sum(f.total) <> 0
    on conflict (practice_id, noun, subject_id, grain, metric, bucket, key)
    do update set count = c.count + excluded.count, total = c.total + excluded.total
    returning c.ctid as place, c.count, c.total
  )
  select (select count(*) from taken), (select array_agg(place) from cells where count = 0 and total = 0)
  into folded, empty;
  -- a day that nothing is due on any more is no bucket to read
  if empty is not null then
    delete from stat_cells where ctid = any(empty) and count = 0 and total = 0;
  end if;
  return folded;
end $$;

-- Cuts a practice's cells of these nouns (of all unless given) anew from its rows, each table in one snapshot; changes
-- committed later are folded as ever.
create procedure stat_rebuild(practice uuid, only_nouns text[] default null) language plpgsql as $$
declare
  watched record;
  zone text;
begin
  perform pg_advisory_xact_lock(hashtextextended('stat_fold', 0));
  insert into stat_zones select id, time_zone from practices where id = practice
    on conflict (practice_id) do update set time_zone = excluded.time_zone
    returning time_zone into zone;
  for watched in
    select n.source, n.facts, array_agg(n.noun) as nouns from stat_nouns n
    where only_nouns is null or n.noun = any(only_nouns) group by n.source, n.facts
  loop
    delete from stat_cells where practice_id = practice and noun = any(watched.nouns);
    execute format($cut$
      with taken as (
        delete from stat_changes where practice_id = $1 and noun = any($2)
      ), facts as (
        select c.noun, s.subject_id, (c.at at time zone $3)::date as day, f.metric, f.key,
          count(*) as count, sum(f.total) as total
        from %I r
        cross join lateral %I(r) c
        cross join lateral unnest(c.subjects) s (subject_id)
        cross join lateral stat_facts(c.metrics, c.keys, c.moments, c.totals, $3) f
        where r.practice_id = $1 and c.noun = any($2)
        group by 1, 2, 3, 4, 5
      )
      insert into stat_cells (practice_id, noun, subject_id, grain, bucket, metric, key, count, total)
      select $1, f.noun, f.subject_id, g.grain, g.bucket, f.metric, f.key, sum(f.count), sum(f.total)
      from facts f cross join lateral stat_grains(f.day) g
      group by 2, 3, 4, 5, 6, 7
    $cut$, watched.source, watched.facts) using practice, watched.nouns, zone;
  end loop;
end $$;

create function stat_zone_changed() returns trigger language plpgsql as $$
begin
  call stat_rebuild(new.id);
  return null;
end $$;
create trigger stat_zone after update of time_zone on practices
  for each row when (old.time_zone is distinct from new.time_zone) execute function stat_zone_changed();

-- What the rows of a noun created in [from_at, to_at) come to: cells of whole months and days, changes not folded yet,
-- and the rows themselves for a day that is cut by the range. Null leaves a side open; `subject` as in the cells.
-- A metric and key may come in several lines, which add up; `day` is that of creation, if asked for.
create function stat_read(of_noun text, practice uuid, subject uuid, from_at timestamptz, to_at timestamptz,
  wanted text[], is_daily boolean default false)
returns table (metric text, key text, day date, count bigint, total bigint) language plpgsql stable
-- which branches hold nothing is known only with the values; a plan for any values would read every row
set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_column
declare
  zone text := coalesce(
    (select z.time_zone from stat_zones z where z.practice_id = practice),
    (select p.time_zone from practices p where p.id = practice));
  watched record;
  -- whole days are [day_from, day_to), whole months within them [month_from, month_to)
  day_from date := '-infinity';
  day_to date := 'infinity';
  month_from date := '-infinity';
  month_to date := 'infinity';
  is_cut boolean := false;
begin
  if from_at is not null then
    day_from := (from_at at time zone zone)::date;
    is_cut := (from_at at time zone zone) > day_from::timestamp;
    day_from := day_from + is_cut::int;
    month_from := date_trunc('month', day_from + interval '1 month' - interval '1 day')::date;
  end if;
  if to_at is not null then
    day_to := (to_at at time zone zone)::date;
    is_cut := is_cut or (to_at at time zone zone) > day_to::timestamp;
    month_to := date_trunc('month', day_to)::date;
  end if;
  day_to := greatest(day_from, day_to);
  if month_from >= month_to then
    month_from := day_to;
    month_to := day_to;
  end if;
  return query
  select r.metric, r.key, r.day, sum(r.count)::bigint, sum(r.total)::bigint from (
    select c.metric, c.key, null::date as day, c.count, c.total from stat_cells c
    where not is_daily and from_at is null and to_at is null
      and c.practice_id = practice and c.noun = of_noun and c.subject_id = subject and c.grain = 'A'
      and c.metric = any(wanted)
    union all
    select c.metric, c.key, null, c.count, c.total from stat_cells c
    where not is_daily and not (from_at is null and to_at is null)
      and c.practice_id = practice and c.noun = of_noun and c.subject_id = subject and c.grain = 'M'
      and c.metric = any(wanted) and c.bucket >= month_from and c.bucket < month_to
    union all
    select c.metric, c.key, case when is_daily then c.bucket end, c.count, c.total from stat_cells c
    where (is_daily or not (from_at is null and to_at is null))
      and c.practice_id = practice and c.noun = of_noun and c.subject_id = subject and c.grain = 'D'
      and c.metric = any(wanted) and c.bucket >= day_from and c.bucket < day_to
      and (is_daily or c.bucket < month_from or c.bucket >= month_to)
    union all
    select f.metric, f.key, case when is_daily then (u.at at time zone zone)::date end, u.sign, u.sign * f.total
    from stat_changes u
    cross join lateral stat_facts(u.metrics, u.keys, u.moments, u.totals, zone) f
    where u.practice_id = practice and u.noun = of_noun and subject = any(u.subjects) and f.metric = any(wanted)
      and (from_at is null or (u.at at time zone zone)::date >= day_from)
      and (to_at is null or (u.at at time zone zone)::date < day_to)
  ) r
  group by 1, 2, 3 having sum(r.count) <> 0 or sum(r.total) <> 0;
  if not is_cut then
    return;
  end if;
  select n.source, n.facts into watched from stat_nouns n where n.noun = of_noun;
  -- days decide; instants only bound what is looked at, since a day may begin twice
  return query execute format($cut$
    select f.metric, f.key, case when $7 then l.day end, count(*), sum(f.total)::bigint
    from %I r
    cross join lateral (select (r.created_at at time zone $8)::date) l (day)
    cross join lateral %I(r) c
    cross join lateral stat_facts(c.metrics, c.keys, c.moments, c.totals, $8) f
    where r.practice_id = $1 and c.noun = $2 and $3 = any(c.subjects) and f.metric = any($6)
      and (r.created_at >= $4 or $4 is null) and (r.created_at < $5 or $5 is null)
      and (r.created_at >= $4 and r.created_at < ($9 + 1)::timestamp at time zone $8 and l.day < $9
        or r.created_at < $5 and r.created_at >= ($10 - 1)::timestamp at time zone $8 and l.day >= $10)
    group by 1, 2, 3
  $cut$, watched.source, watched.facts)
  using practice, of_noun, subject, from_at, to_at, wanted, is_daily, zone, day_from, day_to;
end $$;

-- What a lead adds to its practice's figures. `response` has one key per 5 % of minutes, `converted` one per whole day.
create function lead_facts(l leads) returns setof stat_contribution language sql immutable parallel safe as $$
  select 'LEAD', l.practice_id, l.created_at, stat_owners(l.assigned_to_id, l.created_by_id),
    array['total', 'stage', 'assignee', 'status', 'lost', 'waiting', 'response', 'converted'],
    array['', l.stage, coalesce(l.assigned_to_id::text, ''), l.status || '|' || l.source,
      case when l.status in ('LOST', 'UNQUALIFIED') then coalesce(l.lost_reason, '') end,
      case when l.first_responded_at is null and l.status in ('NEW', 'CONTACTED', 'QUALIFIED') then '' end,
      stat_class(l.first_responded_at - l.created_at),
      case when l.status = 'CONVERTED' and l.converted_at is not null then
        l.source || '|' || greatest(floor(extract(epoch from l.converted_at - l.created_at) / 86400), 0)::bigint end],
    null::timestamptz[],
    array[0, 0, 0, 0, 0, 0, stat_seconds(l.first_responded_at - l.created_at), 0]
  where l.deleted_at is null and l.merged_into_id is null
  union all
  -- for each campaign by itself, whenever the lead came
  select 'CAMPAIGN_LEAD', l.practice_id, null, array[l.campaign_id], array['outcome'],
    array[case l.status when 'CONVERTED' then 'CONVERTED' else 'OTHER' end], null, null
  where l.campaign_id is not null and l.deleted_at is null and l.merged_into_id is null
  union all
  select 'REFERRED_LEAD', l.practice_id, l.created_at, stat_owners(l.assigned_to_id, l.created_by_id),
    array['contact', 'status'], array[l.referred_by_id || '|' || l.status, l.status], null, null
  where l.referred_by_id is not null and l.deleted_at is null and l.merged_into_id is null
$$;

-- What a task adds. Open is what is neither completed nor cancelled; `due` counts open ones by the day they are due,
-- `completed` by the day of completion; `took` has classes as the leads' `response`.
create function task_facts(t tasks) returns setof stat_contribution language sql immutable parallel safe as $$
  select 'TASK', t.practice_id, t.created_at, stat_owners(t.assigned_to_id, t.created_by_id),
    array['total', 'status', 'assignee', 'due', 'completed', 'took'],
    array['', t.status || '|' || t.priority, coalesce(t.assigned_to_id::text, '') || '|' || t.status, null, null,
      case when t.status = 'COMPLETED' then stat_class(t.completed_at - t.created_at) end],
    array[null, null, null, case when t.status in ('PENDING', 'IN_PROGRESS') then t.due_at end,
      case when t.status = 'COMPLETED' then t.completed_at end, null]::timestamptz[],
    array[0, 0, 0, 0, 0, stat_seconds(t.completed_at - t.created_at)]
  where t.deleted_at is null
$$;

-- When something was last said with a contact. Kept by whoever writes interactions, so that the days since can be
-- counted without a look for the last one of each.
alter table contacts add column last_interaction_at timestamptz(3);

create function interactions_last_write() returns trigger language plpgsql as $$
declare
  touched uuid[];
begin
  if tg_op = 'INSERT' then
    touched := array(select distinct subject_id from new_rows where subject_type = 'CONTACT');
  elsif tg_op = 'UPDATE' then
    touched := array(select subject_id from old_rows where subject_type = 'CONTACT'
      union select subject_id from new_rows where subject_type = 'CONTACT');
  else
    touched := array(select distinct subject_id from old_rows where subject_type = 'CONTACT');
  end if;
  if touched = '{}' then
    return null;
  end if;
  -- first the lock, then the look: what others write of these contacts is either committed by then, or waits
  perform 1 from contacts where id = any(touched) order by id for no key update;
  update contacts c set last_interaction_at = l.at
  from (select o.id, (select i.occurred_at from interactions i
      where i.practice_id = o.practice_id and i.subject_type = 'CONTACT' and i.subject_id = o.id
      order by i.occurred_at desc limit 1) as at
    from contacts o where o.id = any(touched)) l
  where c.id = l.id and c.last_interaction_at is distinct from l.at;
  return null;
end $$;
create trigger interactions_last_insert after insert on interactions
  referencing new table as new_rows for each statement execute function interactions_last_write();
create trigger interactions_last_update after update on interactions
  referencing old table as old_rows new table as new_rows for each statement execute function interactions_last_write();
create trigger interactions_last_delete after delete on interactions
  referencing old table as old_rows for each statement execute function interactions_last_write();

-- What a contact adds; `seen` counts by the day of the last interaction.
create function contact_facts(c contacts) returns setof stat_contribution language sql immutable parallel safe as $$
  select 'CONTACT', c.practice_id, c.created_at, stat_owners(c.assigned_to_id, c.created_by_id),
    array['total', 'kind', 'category', 'assignee', 'seen'],
    array['', c.type || '|' || c.referral_status, coalesce(c.category, ''), coalesce(c.assigned_to_id::text, ''), null],
    array[null, null, null, null, c.last_interaction_at]::timestamptz[], null::bigint[]
  where c.deleted_at is null and c.merged_into_id is null
$$;

-- What a campaign adds.
create function campaign_facts(c campaigns) returns setof stat_contribution language sql immutable parallel safe as $$
  select 'CAMPAIGN', c.practice_id, c.created_at, stat_owners(c.owner_id, c.created_by_id),
    array['total', 'kind'], array['', c.status || '|' || c.type], null::timestamptz[], null::bigint[]
  where c.deleted_at is null
$$;

create function campaign_expense_facts(e campaign_expenses) returns setof stat_contribution
language sql immutable parallel safe as $$
  select 'CAMPAIGN_EXPENSE', e.practice_id, null::timestamptz, array[e.campaign_id], array['spent'], array[''],
    null::timestamptz[], array[e.amount_minor]::bigint[]
$$;

-- What the rows of a noun come to for all time, for each subject there is.
create function stat_by_subject(of_noun text, practice uuid)
returns table (subject_id uuid, metric text, key text, count bigint, total bigint) language sql stable as $$
  select r.subject_id, r.metric, r.key, sum(r.count)::bigint, sum(r.total)::bigint from (
    select c.subject_id, c.metric, c.key, c.count, c.total from stat_cells c
    where c.practice_id = practice and c.noun = of_noun and c.grain = 'A'
    union all
    select s.subject_id, f.metric, f.key, u.sign, u.sign * f.total
    from stat_changes u
    cross join lateral unnest(u.subjects) s (subject_id)
    cross join lateral stat_facts(u.metrics, u.keys, u.moments, u.totals, 'UTC') f
    where u.practice_id = practice and u.noun = of_noun
  ) r
  group by 1, 2, 3
$$;

-- What a referral adds; `inbound` and `became` have one key per contact, and are asked for by the contacts with most.
create function referral_facts(r referrals) returns setof stat_contribution language sql immutable parallel safe as $$
  select 'REFERRAL', r.practice_id, r.created_at, stat_owners(null, r.created_by_id),
    array['status', 'inbound', 'became'],
    array[r.direction || '|' || r.status, case when r.direction = 'INBOUND' then r.contact_id::text end,
      r.contact_id || '|' || r.direction || '|' || r.status],
    null::timestamptz[], null::bigint[]
  where r.deleted_at is null
$$;

-- The `most` keys of a ranked metric with the largest counts, as stat_read would count them. Of all time by the index,
-- but for the few keys with changes not folded yet.
create function stat_top(of_noun text, practice uuid, subject uuid, from_at timestamptz, to_at timestamptz,
  ranked text, most int)
returns table (key text, count bigint) language plpgsql stable set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_column
declare
  changed text[];
begin
  if from_at is not null or to_at is not null then
    return query
    select r.key, sum(r.count)::bigint from stat_read(of_noun, practice, subject, from_at, to_at, array[ranked]) r
    group by 1 order by 2 desc, 1 limit most;
    return;
  end if;
  changed := array(
    select distinct f.key from stat_changes u
    cross join lateral stat_facts(u.metrics, u.keys, u.moments, u.totals, 'UTC') f
    where u.practice_id = practice and u.noun = of_noun and subject = any(u.subjects) and f.metric = ranked);
  return query
  select r.key, sum(r.count)::bigint from (
    (select c.key, c.count from stat_cells c
      where c.practice_id = practice and c.noun = of_noun and c.subject_id = subject and c.grain = 'A'
        and c.metric = ranked and c.key <> all(changed)
      order by c.count desc, c.key limit most)
    union all
    select c.key, c.count from stat_cells c
    where c.practice_id = practice and c.noun = of_noun and c.subject_id = subject and c.grain = 'A'
      and c.bucket = '-infinity' and c.metric = ranked and c.key = any(changed)
    union all
    select f.key, u.sign from stat_changes u
    cross join lateral stat_facts(u.metrics, u.keys, u.moments, u.totals, 'UTC') f
    where u.practice_id = practice and u.noun = of_noun and subject = any(u.subjects) and f.metric = ranked
  ) r
  group by 1 having sum(r.count) > 0 order by 2 desc, 1 limit most;
end $$;

-- The keys of a metric that begin with one of these words and a bar, as stat_read would count them.
create function stat_of_words(of_noun text, practice uuid, subject uuid, from_at timestamptz, to_at timestamptz,
  wanted text, words text[])
returns table (key text, count bigint) language sql stable as $$
  select r.key, sum(r.count)::bigint from (
    select c.key, c.count from unnest(words) w (word)
    -- the limit, which no word reaches, has each word looked up instead of all keys compared with each
    cross join lateral (select d.key, d.count from stat_cells d
      where d.practice_id = practice and d.noun = of_noun and d.subject_id = subject and d.grain = 'A'
        and d.metric = wanted and d.bucket = '-infinity' and d.key >= w.word || '|' and d.key < w.word || '}'
      order by d.key limit 1000) c
    where from_at is null and to_at is null
    union all
    select f.key, u.sign from stat_changes u
    cross join lateral stat_facts(u.metrics, u.keys, u.moments, u.totals, 'UTC') f
    where from_at is null and to_at is null and u.practice_id = practice and u.noun = of_noun
      and subject = any(u.subjects) and f.metric = wanted and split_part(f.key, '|', 1) = any(words)
    union all
    select s.key, s.count from stat_read(of_noun, practice, subject, from_at, to_at, array[wanted]) s
    where not (from_at is null and to_at is null) and split_part(s.key, '|', 1) = any(words)
  ) r
  group by 1 having sum(r.count) <> 0
$$;

call stat_watch('leads', 'lead_facts', array['LEAD', 'CAMPAIGN_LEAD', 'REFERRED_LEAD']);
call stat_watch('tasks', 'task_facts', array['TASK']);
call stat_watch('contacts', 'contact_facts', array['CONTACT']);
call stat_watch('referrals', 'referral_facts', array['REFERRAL']);
call stat_watch('campaigns', 'campaign_facts', array['CAMPAIGN']);
call stat_watch('campaign_expenses', 'campaign_expense_facts', array['CAMPAIGN_EXPENSE']);

-- Rows that were there before this migration.
do $$
declare
  one uuid;
begin
  for one in select id from practices loop
    call stat_rebuild(one);
  end loop;
end $$;
