-- Lead statistics that cost by bucket, not by row, and are exact whoever writes the rows: triggers append signed
-- changes, one insert a statement and no row that two writers would queue for; a job folds them into cells.
create table lead_stat_zones (
  practice_id uuid primary key references practices on delete cascade,
  -- the zone in which this practice's cells were cut
  time_zone text not null
);

create table lead_stat_changes (
  id bigint generated always as identity primary key,
  sign smallint not null,
  practice_id uuid not null,
  created_at timestamptz(3) not null,
  status text not null,
  stage text not null,
  source text not null,
  assigned_to_id uuid,
  created_by_id uuid,
  lost_reason text,
  first_responded_at timestamptz(3),
  converted_at timestamptz(3)
);
create index lead_stat_changes_practice on lead_stat_changes (practice_id, created_at);

create table lead_stat_cells (
  practice_id uuid not null,
  -- the nil uuid: the whole practice; otherwise a staff member's own leads, assigned or created
  subject_id uuid not null,
  -- A all time, M month, D day, in the practice's zone
  grain "char" not null,
  bucket date not null,
  metric text not null,
  key text not null,
  count bigint not null,
  total bigint not null,
  primary key (practice_id, subject_id, grain, metric, bucket, key)
);

-- What one lead adds to its cells. `response` has one key per 5 % of minutes, `converted` one per whole day.
create function lead_stat_metrics(
  status text, stage text, source text, assigned_to_id uuid, lost_reason text,
  created_at timestamptz, first_responded_at timestamptz, converted_at timestamptz
) returns table (metric text, key text, total bigint) language sql immutable parallel safe as $$
  select * from (values
    ('total', '', 0::bigint),
    ('stage', stage, 0),
    ('assignee', coalesce(assigned_to_id::text, ''), 0),
    ('status', status || '|' || source, 0),
    ('lost', case when status in ('LOST', 'UNQUALIFIED') then coalesce(lost_reason, '') end, 0),
    ('waiting', case when first_responded_at is null and status in ('NEW', 'CONTACTED', 'QUALIFIED') then '' end, 0),
    ('response',
      case when first_responded_at is not null then
        floor(ln(1 + greatest(extract(epoch from first_responded_at - created_at), 0) / 60) / ln(1.05))::int::text end,
      greatest(extract(epoch from first_responded_at - created_at), 0)::bigint),
    ('converted',
      case when status = 'CONVERTED' and converted_at is not null then
        source || '|' || greatest(floor(extract(epoch from converted_at - created_at) / 86400), 0)::bigint end, 0)
  ) as m (metric, key, total) where m.key is not null
$$;

-- A lead counts for its practice, and for each staff member whose own it is.
create function lead_stat_subjects(assigned_to_id uuid, created_by_id uuid)
returns table (subject_id uuid) language sql immutable parallel safe as $$
  select '00000000-0000-0000-0000-000000000000'::uuid
  union select assigned_to_id where assigned_to_id is not null
  union select created_by_id where created_by_id is not null
$$;

create function lead_stat_write() returns trigger language plpgsql as $$
begin
  if tg_op = 'TRUNCATE' then
    delete from lead_stat_changes;
    delete from lead_stat_cells;
    return null;
  end if;
  if tg_op = 'INSERT' then
    insert into lead_stat_changes (sign, practice_id, created_at, status, stage, source, assigned_to_id, created_by_id,
      lost_reason, first_responded_at, converted_at)
    select 1, practice_id, created_at, status, stage, source, assigned_to_id, created_by_id,
      lost_reason, first_responded_at, converted_at
    from new_rows where deleted_at is null and merged_into_id is null;
  elsif tg_op = 'DELETE' then
    insert into lead_stat_changes (sign, practice_id, created_at, status, stage, source, assigned_to_id, created_by_id,
      lost_reason, first_responded_at, converted_at)
    select -1, practice_id, created_at, status, stage, source, assigned_to_id, created_by_id,
      lost_reason, first_responded_at, converted_at
    from old_rows where deleted_at is null and merged_into_id is null;
  else
    insert into lead_stat_changes (sign, practice_id, created_at, status, stage, source, assigned_to_id, created_by_id,
      lost_reason, first_responded_at, converted_at)
    with gone as (
      select practice_id, created_at, status, stage, source, assigned_to_id, created_by_id,
        lost_reason, first_responded_at, converted_at
      from old_rows where deleted_at is null and merged_into_id is null
    ), come as (
      select practice_id, created_at, status, stage, source, assigned_to_id, created_by_id,
        lost_reason, first_responded_at, converted_at
      from new_rows where deleted_at is null and merged_into_id is null
    )
    select -1, * from (select * from gone except all select * from come) as less
    union all
    select 1, * from (select * from come except all select * from gone) as more;
  end if;
  return null;
end $$;

create trigger lead_stat_insert after insert on leads
  referencing new table as new_rows for each statement execute function lead_stat_write();
create trigger lead_stat_update after update on leads
  referencing old table as old_rows new table as new_rows for each statement execute function lead_stat_write();
create trigger lead_stat_delete after delete on leads
  referencing old table as old_rows for each statement execute function lead_stat_write();
create trigger lead_stat_truncate after truncate on leads for each statement execute function lead_stat_write();

-- Folds up to `batch` changes into cells; answers how many. One folder at a time; a second one answers 0.
create function lead_stat_fold(batch int) returns int language plpgsql as $$
declare
  folded int;
  -- a range, since the plan of a list is kept from when the table was small and then costs its square
  up_to bigint;
begin
  if not pg_try_advisory_xact_lock(hashtextextended('lead_stat_fold', 0)) then
    return 0;
  end if;
  insert into lead_stat_zones
    select p.id, p.time_zone from practices p
    where p.id in (select practice_id from lead_stat_changes) on conflict do nothing;
  select max(id) into up_to from (select id from lead_stat_changes order by id limit batch) as next;
  with taken as (
    delete from lead_stat_changes where id <= up_to returning *
  ), placed as (
    select t.*, (t.created_at at time zone z.time_zone)::date as day
    from taken t join lead_stat_zones z using (practice_id)
  ), facts as (
    select p.practice_id, s.subject_id, p.day, m.metric, m.key, sum(p.sign) as count, sum(p.sign * m.total) as total
    from placed p
    cross join lateral lead_stat_subjects(p.assigned_to_id, p.created_by_id) s
    cross join lateral lead_stat_metrics(p.status, p.stage, p.source, p.assigned_to_id, p.lost_reason,
      p.created_at, p.first_responded_at, p.converted_at) m
    group by 1, 2, 3, 4, 5
  ), cells as (
    insert into lead_stat_cells as c (practice_id, subject_id, grain, bucket, metric, key, count, total)
    select f.practice_id, f.subject_id, g.grain, g.bucket, f.metric, f.key, sum(f.count), sum(f.total)
    from facts f
    cross join lateral (values
      ('A'::"char", date '-infinity'), ('M', date_trunc('month', f.day)::date), ('D', f.day)) g (grain, bucket)
    group by 1, 2, 3, 4, 5, 6
    having sum(f.count) <> 0 or sum(f.total) <> 0
    on conflict (practice_id, subject_id, grain, metric, bucket, key)
    do update set count = c.count + excluded.count, total = c.total + excluded.total
    returning 1
  )
  select count(*) from taken into folded;
  return folded;
end $$;

-- Cuts a practice's cells anew from its rows, in one snapshot; changes committed later are folded as ever.
create function lead_stat_rebuild(practice uuid) returns void language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('lead_stat_fold', 0));
  insert into lead_stat_zones select id, time_zone from practices where id = practice
    on conflict (practice_id) do update set time_zone = excluded.time_zone;
  delete from lead_stat_cells where practice_id = practice;
  with taken as (
    delete from lead_stat_changes where practice_id = practice
  ), facts as (
    select s.subject_id, (l.created_at at time zone z.time_zone)::date as day, m.metric, m.key,
      count(*) as count, sum(m.total) as total
    from leads l
    join lead_stat_zones z using (practice_id)
    cross join lateral lead_stat_subjects(l.assigned_to_id, l.created_by_id) s
    cross join lateral lead_stat_metrics(l.status, l.stage, l.source, l.assigned_to_id, l.lost_reason,
      l.created_at, l.first_responded_at, l.converted_at) m
    where l.practice_id = practice and l.deleted_at is null and l.merged_into_id is null
    group by 1, 2, 3, 4
  )
  insert into lead_stat_cells (practice_id, subject_id, grain, bucket, metric, key, count, total)
  select practice, f.subject_id, g.grain, g.bucket, f.metric, f.key, sum(f.count), sum(f.total)
  from facts f
  cross join lateral (values
    ('A'::"char", date '-infinity'), ('M', date_trunc('month', f.day)::date), ('D', f.day)) g (grain, bucket)
  group by 2, 3, 4, 5, 6;
end $$;

create function lead_stat_zone_changed() returns trigger language plpgsql as $$
begin
  perform lead_stat_rebuild(new.id);
  return null;
end $$;
create trigger lead_stat_zone after update of time_zone on practices
  for each row when (old.time_zone is distinct from new.time_zone) execute function lead_stat_zone_changed();

-- The statistics of the leads created in [from_at, to_at): cells of whole months and days, changes not folded yet,
-- and the rows themselves for a day that is cut by the range. Null leaves a side open; `subject` as in the cells.
create function lead_stat_read(practice uuid, subject uuid, from_at timestamptz, to_at timestamptz, metrics text[])
returns table (metric text, key text, day date, count bigint, total bigint) language plpgsql stable
-- which branches hold nothing is known only with the values; a plan for any values would read every row
set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_column
declare
  zone text := coalesce(
    (select z.time_zone from lead_stat_zones z where z.practice_id = practice),
    (select p.time_zone from practices p where p.id = practice));
  whole constant uuid := '00000000-0000-0000-0000-000000000000';
  is_daily constant boolean := metrics = array['total'];
  -- whole days are [day_from, day_to), whole months within them [month_from, month_to)
  day_from date := '-infinity';
  day_to date := 'infinity';
  month_from date := '-infinity';
  month_to date := 'infinity';
begin
  if from_at is not null then
    day_from := (from_at at time zone zone)::date;
    if (from_at at time zone zone) > day_from::timestamp then day_from := day_from + 1; end if;
    month_from := date_trunc('month', day_from + interval '1 month' - interval '1 day')::date;
  end if;
  if to_at is not null then
    day_to := (to_at at time zone zone)::date;
    month_to := date_trunc('month', day_to)::date;
  end if;
  day_to := greatest(day_from, day_to);
  if month_from >= month_to then
    month_from := day_to;
    month_to := day_to;
  end if;
  return query
  select r.metric, r.key, r.day, sum(r.count)::bigint, sum(r.total)::bigint from (
    select c.metric, c.key, null::date as day, c.count, c.total from lead_stat_cells c
    where not is_daily and from_at is null and to_at is null
      and c.practice_id = practice and c.subject_id = subject and c.grain = 'A' and c.metric = any(metrics)
    union all
    select c.metric, c.key, null, c.count, c.total from lead_stat_cells c
    where not is_daily and not (from_at is null and to_at is null)
      and c.practice_id = practice and c.subject_id = subject and c.grain = 'M' and c.metric = any(metrics)
      and c.bucket >= month_from and c.bucket < month_to
    union all
    select c.metric, c.key, case when is_daily then c.bucket end, c.count, c.total from lead_stat_cells c
    where (is_daily or not (from_at is null and to_at is null))
      and c.practice_id = practice and c.subject_id = subject and c.grain = 'D' and c.metric = any(metrics)
      and c.bucket >= day_from and c.bucket < day_to
      and (is_daily or c.bucket < month_from or c.bucket >= month_to)
    union all
    select m.metric, m.key, case when is_daily then (u.created_at at time zone zone)::date end, u.sign, u.sign * m.total
    from lead_stat_changes u
    cross join lateral lead_stat_metrics(u.status, u.stage, u.source, u.assigned_to_id, u.lost_reason,
      u.created_at, u.first_responded_at, u.converted_at) m
    where u.practice_id = practice and m.metric = any(metrics)
      and (subject = whole or u.assigned_to_id = subject or u.created_by_id = subject)
      and (u.created_at at time zone zone)::date >= day_from and (u.created_at at time zone zone)::date < day_to
    union all
    select m.metric, m.key, case when is_daily then (l.created_at at time zone zone)::date end, 1, m.total
    from leads l
    cross join lateral lead_stat_metrics(l.status, l.stage, l.source, l.assigned_to_id, l.lost_reason,
      l.created_at, l.first_responded_at, l.converted_at) m
    where l.practice_id = practice and l.deleted_at is null and l.merged_into_id is null and m.metric = any(metrics)
      and (subject = whole or l.assigned_to_id = subject or l.created_by_id = subject)
      and (
        (l.created_at >= from_at and l.created_at < (day_from + 1)::timestamp at time zone zone
          and (l.created_at at time zone zone)::date < day_from and (to_at is null or l.created_at < to_at))
        or
        (l.created_at < to_at and l.created_at >= (day_to - 1)::timestamp at time zone zone
          and (l.created_at at time zone zone)::date >= day_to and (from_at is null or l.created_at >= from_at))
      )
  ) r
  group by 1, 2, 3 having sum(r.count) <> 0 or sum(r.total) <> 0;
end $$;

-- Leads that were there before this migration.
select lead_stat_rebuild(id) from practices;
