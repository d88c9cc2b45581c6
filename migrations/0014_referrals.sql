-- Referrals, tasks that the passing of a time raises, and where leads have stood. sealed_* columns hold ciphertext only.
create table referrals (
  id uuid primary key,
  practice_id uuid not null references practices,
  version int not null default 1,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  created_by_id uuid,
  -- INBOUND: the contact sends a person to the practice; OUTBOUND: the practice sends one to the contact
  direction text not null,
  -- a record of who sent whom is about both, and goes for good with either
  contact_id uuid not null references contacts on delete cascade,
  lead_id uuid references leads on delete cascade,
  received_at timestamptz(3) not null,
  acknowledgement_due_at timestamptz(3),
  status text not null default 'RECEIVED',
  -- { note, outcome }
  sealed_details text,
  acknowledged_at timestamptz(3),
  acknowledged_by_id uuid,
  outcome_shared_at timestamptz(3),
  outcome_shared_by_id uuid,
  -- the due time that a task was raised for, so that each one raises it once
  task_raised_for timestamptz(3),
  is_on_legal_hold boolean not null default false,
  deleted_at timestamptz(3),
  deleted_by_id uuid
);
create index referrals_created on referrals (practice_id, created_at, id) where deleted_at is null;
create index referrals_updated on referrals (practice_id, updated_at, id) where deleted_at is null;
create index referrals_received on referrals (practice_id, received_at, id) where deleted_at is null;
create index referrals_due on referrals (practice_id, coalesce(acknowledgement_due_at, 'infinity'), id) where deleted_at is null;
create index referrals_status on referrals (practice_id, status, direction, received_at, id) where deleted_at is null;
create index referrals_direction on referrals (practice_id, direction, received_at, id) where deleted_at is null;
create index referrals_contact on referrals (practice_id, contact_id, received_at, id) where deleted_at is null;
create index referrals_lead on referrals (practice_id, lead_id, received_at, id) where deleted_at is null;
create index referrals_creator on referrals (practice_id, created_by_id, received_at, id) where deleted_at is null;
create index referrals_deleted on referrals (deleted_at) where deleted_at is not null;
-- what a removed contact or lead takes along, deleted ones too
create index referrals_of_contact on referrals (contact_id);
create index referrals_of_lead on referrals (lead_id) where lead_id is not null;
-- the few that may still raise a task
create index referrals_armed on referrals (acknowledgement_due_at)
  where deleted_at is null and direction = 'INBOUND' and status = 'RECEIVED'
    and acknowledgement_due_at is distinct from task_raised_for;

-- Which task stands for which passed time; a second one for the same time can't be.
create table raised_tasks (
  practice_id uuid not null references practices,
  -- LEAD_FOLLOW_UP, LEAD_FIRST_RESPONSE or REFERRAL_ACKNOWLEDGEMENT
  cause text not null,
  -- the lead or referral
  cause_id uuid not null,
  raised_for timestamptz(3) not null,
  task_id uuid not null references tasks on delete cascade,
  primary key (practice_id, cause, cause_id, raised_for)
);
create index raised_tasks_task on raised_tasks (task_id);

alter table leads
  -- the nextFollowUpAt that a task was raised for
  add column follow_up_raised_for timestamptz(3),
  -- when the want of a first response raised a task
  add column response_raised_at timestamptz(3);
create index leads_follow_up_armed on leads (next_follow_up_at)
  where deleted_at is null and status in ('NEW', 'CONTACTED', 'QUALIFIED')
    and next_follow_up_at is not null and next_follow_up_at is distinct from follow_up_raised_for;
create index leads_response_armed on leads (practice_id, created_at)
  where deleted_at is null and status in ('NEW', 'CONTACTED', 'QUALIFIED')
    and first_responded_at is null and response_raised_at is null;
-- those whose tasks have lost their sense
create index leads_disarmed on leads (practice_id, id)
  where (deleted_at is not null or status not in ('NEW', 'CONTACTED', 'QUALIFIED'))
    and (follow_up_raised_for is not null or response_raised_at is not null);
create index leads_referred_by on leads (practice_id, referred_by_id, created_at, id)
  where referred_by_id is not null and deleted_at is null;

-- Where a lead has stood, and what it was made one with. That it was added stands in its own row.
create table lead_status_changes (
  id uuid primary key default gen_random_uuid(),
  practice_id uuid not null references practices,
  lead_id uuid not null references leads on delete cascade,
  at timestamptz(3) not null,
  -- STATUS, MERGED or UNMERGED
  kind text not null,
  from_status text,
  to_status text not null,
  -- of a merge: the other lead
  other_lead_id uuid,
  actor_id uuid
);
create index lead_status_changes_lead on lead_status_changes (practice_id, lead_id, at, id);
revoke update, delete, truncate on lead_status_changes from crm_app;

insert into lead_status_changes (practice_id, lead_id, at, kind, to_status)
  select practice_id, id, converted_at, 'STATUS', 'CONVERTED' from leads where converted_at is not null;

-- In the database, since conversion, merging, import and every change to come move the status as well.
create function lead_status_changed() returns trigger language plpgsql as $$
declare
  actor uuid := nullif(current_setting('crm.actor_id', true), '')::uuid;
  moment timestamptz := case when new.updated_at > old.updated_at then new.updated_at else now() end;
  other_id uuid := coalesce(new.merged_into_id, old.merged_into_id);
begin
  if new.status is distinct from old.status then
    insert into lead_status_changes (practice_id, lead_id, at, kind, from_status, to_status, actor_id)
    values (new.practice_id, new.id, moment, 'STATUS', old.status, new.status, actor);
  end if;
  -- a duplicate that outlives the lead it was merged into stays deleted: nobody parted the two
  if new.merged_into_id is distinct from old.merged_into_id and (new.merged_into_id is not null or new.deleted_at is null) then
    insert into lead_status_changes (practice_id, lead_id, at, kind, to_status, other_lead_id, actor_id)
    select l.practice_id, l.id, moment, case when new.merged_into_id is null then 'UNMERGED' else 'MERGED' end,
      l.status, case l.id when new.id then other_id else new.id end, actor
    from leads l where l.id in (new.id, other_id);
  end if;
  return null;
end
$$;
create trigger lead_status_changed after update of status, merged_into_id on leads
  for each row when (new.status is distinct from old.status or new.merged_into_id is distinct from old.merged_into_id)
  execute function lead_status_changed();
