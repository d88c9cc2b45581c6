-- Tasks as records of their own: deletion, legal hold, subtasks, and an index for every order and filter of their lists.
alter table tasks
  add column deleted_by_id uuid,
  add column is_on_legal_hold boolean not null default false,
  -- kept with each change of a subtask, which holds the task's lock
  add column subtask_count int not null default 0,
  add column open_subtask_count int not null default 0,
  add column priority_rank int not null
    generated always as (case priority when 'URGENT' then 4 when 'HIGH' then 3 when 'LOW' then 1 else 2 end) stored,
  -- lower case without accents: searched by words
  add column search_key text not null
    generated always as (lower(regexp_replace(normalize(title || coalesce(' ' || description, ''), nfkd), '[\u0300-\u036f]', '', 'g'))) stored;

drop index tasks_related;
drop index tasks_assigned;
create index tasks_due on tasks (practice_id, coalesce(due_at, 'infinity'), id) where deleted_at is null;
create index tasks_created on tasks (practice_id, created_at, id) where deleted_at is null;
create index tasks_updated on tasks (practice_id, updated_at, id) where deleted_at is null;
create index tasks_completed on tasks (practice_id, coalesce(completed_at, 'infinity'), id) where deleted_at is null;
create index tasks_title on tasks (practice_id, lower(title), id) where deleted_at is null;
create index tasks_status on tasks (practice_id, status, coalesce(due_at, 'infinity'), id) where deleted_at is null;
create index tasks_type on tasks (practice_id, type, coalesce(due_at, 'infinity'), id) where deleted_at is null;
create index tasks_priority on tasks (practice_id, priority_rank, coalesce(due_at, 'infinity'), id) where deleted_at is null;
create index tasks_pressing on tasks (practice_id, priority_rank desc, coalesce(due_at, 'infinity'), id) where deleted_at is null;
create index tasks_ranked on tasks (practice_id, priority_rank, id) where deleted_at is null;
create index tasks_related on tasks (practice_id, related_type, related_id, coalesce(due_at, 'infinity'), id) where deleted_at is null;
create index tasks_about on tasks (practice_id, related_type, coalesce(due_at, 'infinity'), id) where deleted_at is null;
create index tasks_assigned on tasks (practice_id, assigned_to_id, coalesce(due_at, 'infinity'), id) where deleted_at is null;
create index tasks_creator on tasks (practice_id, created_by_id, coalesce(due_at, 'infinity'), id) where deleted_at is null;
-- What is open is a small part of all tasks, and the part that is asked for most.
create index tasks_open on tasks (practice_id, coalesce(due_at, 'infinity'), id)
  where deleted_at is null and status in ('PENDING', 'IN_PROGRESS');
create index tasks_open_assigned on tasks (practice_id, assigned_to_id, coalesce(due_at, 'infinity'), id)
  where deleted_at is null and status in ('PENDING', 'IN_PROGRESS');
create index tasks_open_pressing on tasks (practice_id, priority_rank desc, coalesce(due_at, 'infinity'), id)
  where deleted_at is null and status in ('PENDING', 'IN_PROGRESS');
create index tasks_open_steps on tasks (practice_id, created_at, id) where deleted_at is null and open_subtask_count > 0;
create index tasks_words on tasks using gin (practice_id, to_tsvector('simple', search_key)) where deleted_at is null;
create index tasks_deleted on tasks (deleted_at) where deleted_at is not null;

create table subtasks (
  id uuid primary key,
  practice_id uuid not null references practices,
  version int not null default 1,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  created_by_id uuid,
  -- a task that goes for good takes them along; deferred, as both are added in one change, in any order
  task_id uuid not null references tasks on delete cascade deferrable initially deferred,
  title text not null,
  is_done boolean not null default false,
  assigned_to_id uuid references staff_members,
  due_at timestamptz(3),
  -- from 0, without gaps
  position int not null,
  completed_at timestamptz(3),
  completed_by_id uuid,
  -- moving one moves the others, within one transaction
  unique (task_id, position) deferrable initially deferred
);
create index subtasks_task on subtasks (practice_id, task_id, position, id);
