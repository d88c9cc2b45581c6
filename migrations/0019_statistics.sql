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
  practice_id uuid not null references practices on delete cascade,
  noun text not null,
  -- the zone in which the cells of these rows are cut: the practice's, or its former one until they are cut anew
  time_zone text not null,
  primary key (practice_id, noun)
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
-- apart, since more indexes make each change of a cell dearer
create table stat_cells_ranked partition of stat_cells for values in ('REFERRAL', 'REFERRED_LEAD');
create index stat_cells_rank on stat_cells_ranked
  (practice_id, noun, subject_id, grain, metric, bucket, count desc, key) where metric = 'inbound' and grain in ('A', 'M');
create index stat_cells_word on stat_cells_ranked
  (practice_id, noun, subject_id, grain, metric, split_part(key, '|', 1), bucket);

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
  -- practices whose cells are being cut anew, which takes their changes along
  busy uuid[];
  -- a range, since the plan of a list is kept from when the table was small and then costs its square
  up_to bigint;
begin
  if not pg_try_advisory_xact_lock(hashtextextended('stat_fold', 0)) then
    return 0;
  end if;
  busy := array(select p.practice_id from (select distinct c.practice_id from stat_changes c) p
    where not pg_try_advisory_xact_lock_shared(hashtextextended('stat_rebuild:' || p.practice_id, 0)));
  insert into stat_zones
    select p.id, n.noun, p.time_zone from practices p, stat_nouns n
    where p.id in (select practice_id from stat_changes where practice_id <> all(busy)) on conflict do nothing;
  select max(id) into up_to
  from (select id from stat_changes where practice_id <> all(busy) order by id limit batch) as next;
  with taken as (
    delete from stat_changes where id <= up_to and practice_id <> all(busy) returning *
  ), facts as (
    select t.noun, t.practice_id, s.subject_id, (t.at at time zone z.time_zone)::date as day, f.metric, f.key,
      sum(t.sign) as count, sum(t.sign * f.total) as total
    from taken t
    join stat_zones z using (practice_id, noun)
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

-- Cuts a practice's cells of one table's rows (of all unless told) anew, each table in one snapshot; changes committed
-- later are folded as ever. Until it commits, whoever reads sees the former cells.
create procedure stat_rebuild(practice uuid, only_source text default null) language plpgsql
set work_mem = '64MB' as $$
declare
  watched record;
  zone text;
begin
  perform pg_advisory_xact_lock(hashtextextended('stat_rebuild:' || practice, 0));
  select time_zone into zone from practices where id = practice;
  for watched in
    select n.source, n.facts, array_agg(n.noun) as nouns from stat_nouns n
    where only_source is null or n.source = only_source group by n.source, n.facts
  loop
    insert into stat_zones select practice, unnest(watched.nouns), zone
      on conflict (practice_id, noun) do update set time_zone = excluded.time_zone;
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

-- The zone in which a noun's cells are cut; the practice's own as long as there are none.
create function stat_zone(practice uuid, of_noun text) returns text language sql stable as $$
  select coalesce(
    (select z.time_zone from stat_zones z where z.practice_id = practice and z.noun = of_noun),
    (select p.time_zone from practices p where p.id = practice))
$$;

-- What the rows of a noun created in [from_at, to_at) come to: cells of whole months and days, changes not folded yet,
-- and the rows themselves for a day that is cut by the range. Null leaves a side open; `subject` as in the cells.
-- A metric and key may come in several lines, which add up; `day` is that of creation, if asked for. With `words`, only
-- keys whose first word is among them, each looked up: for cells that have an index by it.
create function stat_read(of_noun text, practice uuid, subject uuid, from_at timestamptz, to_at timestamptz,
  wanted text[], is_daily boolean default false, words text[] default null)
returns table (metric text, key text, day date, count bigint, total bigint) language plpgsql stable
-- which branches hold nothing is known only with the values; a plan for any values would read every row
set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_column
declare
  zone text := stat_zone(practice, of_noun);
  -- whole days are [day_from, day_to), whole months within them [month_from, month_to)
  day_from date := '-infinity';
  day_to date := 'infinity';
  month_from date := '-infinity';
  month_to date := 'infinity';
  is_all boolean := from_at is null and to_at is null and not is_daily;
  -- bounds of the parts of days at both ends
  starts timestamptz[] := '{}';
  ends timestamptz[] := '{}';
  watched record;
begin
  if from_at is not null then
    day_from := (from_at at time zone zone)::date;
    if from_at at time zone zone > day_from::timestamp then
      day_from := day_from + 1;
      starts := starts || from_at;
      ends := ends || least(to_at, day_from::timestamp at time zone zone + interval '3 hours');
    end if;
    month_from := date_trunc('month', day_from + interval '1 month' - interval '1 day')::date;
  end if;
  if to_at is not null then
    day_to := (to_at at time zone zone)::date;
    if to_at at time zone zone > day_to::timestamp and day_to >= day_from then
      starts := starts || greatest(from_at, day_to::timestamp at time zone zone - interval '3 hours');
      ends := ends || to_at;
    end if;
    month_to := date_trunc('month', day_to)::date;
  end if;
  day_to := greatest(day_from, day_to);
  if is_daily or month_from >= month_to then
    month_from := day_to;
    month_to := day_to;
  end if;
  return query
  with pieces as (
    select p.grain, p.first, p.last, w.metric
    from (values ('A'::"char", date '-infinity', date 'infinity', is_all), ('M', month_from, month_to, not is_all),
      ('D', day_from, month_from, not is_all), ('D', month_to, day_to, not is_all)) p (grain, first, last, holds)
    cross join unnest(wanted) w (metric)
    where p.holds and p.first < p.last
  )
  select r.metric, r.key, r.day, sum(r.count)::bigint, sum(r.total)::bigint from (
    select p.metric, c.key, case when is_daily then c.bucket end as day, c.count, c.total
    from pieces p
    -- the offset keeps each piece a look-up of its own
    cross join lateral (select d.key, d.bucket, d.count, d.total from stat_cells d
      where d.practice_id = practice and d.noun = of_noun and d.subject_id = subject and d.grain = p.grain
        and d.metric = p.metric and d.bucket >= p.first and d.bucket < p.last offset 0) c
    where words is null
    union all
    select p.metric, c.key, case when is_daily then c.bucket end, c.count, c.total
    from pieces p
    cross join unnest(words) w (word)
    cross join lateral (select d.key, d.bucket, d.count, d.total from stat_cells d
      where d.practice_id = practice and d.noun = of_noun and d.subject_id = subject and d.grain = p.grain
        and d.metric = p.metric and split_part(d.key, '|', 1) = w.word
        and d.bucket >= p.first and d.bucket < p.last offset 0) c
    where words is not null
    union all
    select f.metric, f.key, case when is_daily then (u.at at time zone zone)::date end, u.sign, u.sign * f.total
    from stat_changes u
    cross join lateral stat_facts(u.metrics, u.keys, u.moments, u.totals, zone) f
    where u.practice_id = practice and u.noun = of_noun and subject = any(u.subjects) and f.metric = any(wanted)
      and (words is null or split_part(f.key, '|', 1) = any(words))
      and (from_at is null or (u.at at time zone zone)::date >= day_from)
      and (to_at is null or (u.at at time zone zone)::date < day_to)
  ) r
  group by 1, 2, 3 having sum(r.count) <> 0 or sum(r.total) <> 0;
  if starts = '{}' then
    return;
  end if;
  select n.source, n.facts into watched from stat_nouns n where n.noun = of_noun;
  -- days decide; instants only bound what is looked at, since a day may begin twice
  for part in 1 .. cardinality(starts) loop
    return query execute format($cut$
      select f.metric, f.key, case when $7 then l.day end, count(*), sum(f.total)::bigint
      from %I r
      cross join lateral (select (r.created_at at time zone $8)::date) l (day)
      cross join lateral %I(r) c
      cross join lateral stat_facts(c.metrics, c.keys, c.moments, c.totals, $8) f
      -- deleted rows have no facts anyway, but are no part of the index by creation
      where r.practice_id = $1 and r.deleted_at is null and r.created_at >= $4 and r.created_at < $5
        and (l.day < $9 or l.day >= $10)
        and c.noun = $2 and $3 = any(c.subjects) and f.metric = any($6)
        and ($11 is null or split_part(f.key, '|', 1) = any($11))
      group by 1, 2, 3
    $cut$, watched.source, watched.facts)
    using practice, of_noun, subject, starts[part], ends[part], wanted, is_daily, zone, day_from, day_to, words;
  end loop;
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
  -- for each campaign by itself, whenever the lead came; the total is how many were converted
  select 'CAMPAIGN_LEAD', l.practice_id, null, array[l.campaign_id], array['outcome'],
    array[''], null, array[(l.status = 'CONVERTED')::int]
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

-- What the rows of a noun with one metric and key come to for all time, by subject, in lines that add up.
create function stat_by_subject(of_noun text, practice uuid)
returns table (subject_id uuid, count bigint, total bigint) language sql stable as $$
  select c.subject_id, c.count, c.total from stat_cells c
  where c.practice_id = practice and c.noun = of_noun and c.grain = 'A'
  union all
  select s.subject_id, u.sign, u.sign * u.totals[1]
  from stat_changes u
  cross join lateral unnest(u.subjects) s (subject_id)
  where u.practice_id = practice and u.noun = of_noun
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

-- The `most` keys of a ranked metric with the largest counts, as stat_read would count them. Of a range, sought among
-- the `deep` that lead each of its months, those that lead all time, and those with changes not folded yet; so it
-- costs by month and not by key.
create function stat_top(of_noun text, practice uuid, subject uuid, from_at timestamptz, to_at timestamptz,
  ranked text, most int, deep int default 50)
returns table (key text, count bigint) language plpgsql stable set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_column
declare
  zone text := stat_zone(practice, of_noun);
  changed text[] := array(
    select distinct f.key from stat_changes u
    cross join lateral stat_facts(u.metrics, u.keys, u.moments, u.totals, 'UTC') f
    where u.practice_id = practice and u.noun = of_noun and subject = any(u.subjects) and f.metric = ranked);
  foremost text[] := array(
    select c.key from stat_cells c
    where c.practice_id = practice and c.noun = of_noun and c.subject_id = subject and c.grain = 'A'
      and c.metric = ranked and c.bucket = '-infinity' and c.key <> all(changed)
    order by c.count desc, c.key limit deep);
begin
  if from_at is not null or to_at is not null then
    foremost := foremost || array(
      select k.key
      from (select min(c.bucket) as first, max(c.bucket) as last from stat_cells c
        where c.practice_id = practice and c.noun = of_noun and c.subject_id = subject and c.grain = 'M'
          and c.metric = ranked) known
      cross join lateral generate_series(
        greatest(known.first, date_trunc('month', from_at at time zone zone)),
        least(known.last, date_trunc('month', to_at at time zone zone)), '1 month') m (month)
      cross join lateral (select c.key from stat_cells c
        where c.practice_id = practice and c.noun = of_noun and c.subject_id = subject and c.grain = 'M'
          and c.metric = ranked and c.bucket = m.month::date
        order by c.count desc, c.key limit deep) k
      where known.first is not null);
  end if;
  return query
  select r.key, sum(r.count)::bigint
  from stat_read(of_noun, practice, subject, from_at, to_at, array[ranked], false,
    array(select distinct unnest(foremost || changed))) r
  group by 1 having sum(r.count) > 0 order by 2 desc, 1 limit most;
end $$;

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
