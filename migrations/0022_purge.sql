-- What names a row that goes for good lets go of it, or goes too.
update interactions i set follow_up_task_id = null
  where follow_up_task_id is not null and not exists (select from tasks t where t.id = i.follow_up_task_id);
alter table interactions
  add foreign key (follow_up_task_id) references tasks on delete set null deferrable initially deferred;
create index interactions_follow_up on interactions (follow_up_task_id) where follow_up_task_id is not null;

update campaign_step_runs r set task_id = null
  where task_id is not null and not exists (select from tasks t where t.id = r.task_id);
alter table campaign_step_runs
  add foreign key (task_id) references tasks on delete set null deferrable initially deferred;
create index campaign_step_runs_task on campaign_step_runs (task_id) where task_id is not null;

update lead_status_changes c set other_lead_id = null
  where other_lead_id is not null and not exists (select from leads l where l.id = c.other_lead_id);
-- the application may not change what has been, so this is the only way in which the other lead is forgotten
alter table lead_status_changes add foreign key (other_lead_id) references leads on delete set null;
create index lead_status_changes_other on lead_status_changes (other_lead_id) where other_lead_id is not null;

create index lead_import_issues_lead on lead_import_issues (lead_id) where lead_id is not null;
create index contact_import_issues_contact on contact_import_issues (contact_id) where contact_id is not null;

-- Notices are told of rows of all nouns, so no foreign key can hold them.
create index staff_notifications_object on staff_notifications (object_id);
create function forget_notices() returns trigger language plpgsql as $$
begin
  delete from staff_notifications n using old_rows o where n.object_id = o.id and n.practice_id = o.practice_id;
  return null;
end $$;
create trigger leads_notices after delete on leads referencing old table as old_rows
  for each statement execute function forget_notices();
create trigger contacts_notices after delete on contacts referencing old table as old_rows
  for each statement execute function forget_notices();
create trigger organizations_notices after delete on organizations referencing old table as old_rows
  for each statement execute function forget_notices();
create trigger campaigns_notices after delete on campaigns referencing old table as old_rows
  for each statement execute function forget_notices();
create trigger segments_notices after delete on segments referencing old table as old_rows
  for each statement execute function forget_notices();
create trigger tasks_notices after delete on tasks referencing old table as old_rows
  for each statement execute function forget_notices();
create trigger referrals_notices after delete on referrals referencing old table as old_rows
  for each statement execute function forget_notices();
