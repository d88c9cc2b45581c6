-- What is overdue is counted from the index alone; of a key that is an expression the planner does not see that it
-- could, so the column stands in the index too.
drop index tasks_open;
create index tasks_open on tasks (practice_id, coalesce(due_at, 'infinity'), id) include (due_at)
  where deleted_at is null and status in ('PENDING', 'IN_PROGRESS');
