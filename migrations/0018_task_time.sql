-- Tasks in time: reminders that fire once each, and series in which each occurrence exists once.
alter table tasks
  add column series_id uuid,
  add column occurrence int,
  add column recurrence_rule text,
  add column recurrence_time_zone text,
  -- the occurrence for which the rule was set: COUNT counts from it
  add column recurrence_since int,
  -- the time on the wall that was meant, where the clock skips it and due_at stands after the gap
  add column recurrence_local_due text,
  add constraint tasks_recurrence check (recurrence_rule is null or
    (series_id is not null and occurrence is not null and recurrence_time_zone is not null and recurrence_since is not null));
create unique index tasks_series on tasks (practice_id, series_id, occurrence) where series_id is not null;

create table task_reminders (
  id uuid primary key,
  practice_id uuid not null references practices,
  version int not null default 1,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  created_by_id uuid,
  -- deferred, as a task and its reminders are added in one change, in any order
  task_id uuid not null references tasks on delete cascade deferrable initially deferred,
  -- either so long before the task is due, or at a time
  minutes_before int,
  at timestamptz(3),
  channel text not null,
  -- when it is to fire: kept up as the task's due time moves; null while that is unknown
  due_at timestamptz(3),
  -- whether it waits to be fired
  is_armed boolean not null,
  fired_at timestamptz(3),
  is_late boolean not null default false,
  constraint task_reminders_time check ((minutes_before is null) <> (at is null)),
  constraint task_reminders_fired check (not (is_armed and fired_at is not null))
);
create index task_reminders_task on task_reminders (task_id);
create index task_reminders_due on task_reminders (due_at) where is_armed;
