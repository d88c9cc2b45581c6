-- What a campaign does by itself: its steps, and for each member what each step did, once.
create table campaign_steps (
  id uuid primary key,
  practice_id uuid not null references practices,
  campaign_id uuid not null references campaigns on delete cascade,
  created_at timestamptz(3) not null,
  position int not null,
  name text,
  -- CAMPAIGN_STARTED, MEMBER_JOINED, LEAD_STATUS_CHANGED or AFTER_STEP
  trigger text not null,
  -- of LEAD_STATUS_CHANGED; empty: whatever it became
  to_statuses text[] not null default '{}',
  -- of AFTER_STEP
  after_step_id uuid references campaign_steps,
  delay_minutes int not null default 0,
  -- CREATE_TASK, ADD_TAG or ASSIGN, and what it needs
  action text not null,
  action_details jsonb not null,
  -- no longer part of the automation; what it did stays
  retired_at timestamptz(3)
);
create index campaign_steps_campaign on campaign_steps (practice_id, campaign_id, position) where retired_at is null;
create index campaign_steps_after on campaign_steps (after_step_id) where after_step_id is not null;

create table campaign_step_runs (
  id uuid primary key default gen_random_uuid(),
  practice_id uuid not null references practices,
  campaign_id uuid not null references campaigns on delete cascade,
  step_id uuid not null references campaign_steps on delete cascade,
  -- LEAD or CONTACT, and its id
  person_type text not null,
  person_id uuid not null,
  -- WAITING, DONE, SKIPPED, FAILED or CANCELLED
  state text not null default 'WAITING',
  due_at timestamptz(3) not null,
  attempts int not null default 0,
  ran_at timestamptz(3),
  -- the task that was created
  task_id uuid,
  -- why it was skipped or failed
  reason text,
  -- each member runs each step once
  unique (step_id, person_type, person_id)
);
create index campaign_step_runs_due on campaign_step_runs (campaign_id, due_at, id) where state = 'WAITING';
create index campaign_step_runs_list on campaign_step_runs (practice_id, campaign_id, due_at, id);
create index campaign_step_runs_state on campaign_step_runs (step_id, state);
create index campaign_step_runs_person on campaign_step_runs (practice_id, person_type, person_id);
create index campaigns_active on campaigns (id) where status = 'ACTIVE' and deleted_at is null;

-- Everyone who is in the audience as the campaign begins.
create function campaign_steps_begin(practice uuid, campaign uuid, at timestamptz) returns void language sql as $$
  insert into campaign_step_runs (practice_id, campaign_id, step_id, person_type, person_id, due_at)
  select practice, campaign, s.id, r.person_type, r.person_id, at
  from campaign_steps s
  join campaign_recipients r on r.practice_id = practice and r.campaign_id = campaign
  where s.practice_id = practice and s.campaign_id = campaign and s.retired_at is null
    and s.trigger in ('CAMPAIGN_STARTED', 'MEMBER_JOINED')
  on conflict do nothing
$$;

-- In the transaction of what triggers a step, so that no trigger is lost or comes before its cause.
create function campaign_member_joined() returns trigger language plpgsql as $$
begin
  insert into campaign_step_runs (practice_id, campaign_id, step_id, person_type, person_id, due_at)
  select r.practice_id, r.campaign_id, s.id, r.person_type, r.person_id, r.added_at
  from new_rows r
  join campaigns c on c.id = r.campaign_id and c.status in ('ACTIVE', 'PAUSED')
  join campaign_steps s on s.practice_id = r.practice_id and s.campaign_id = r.campaign_id and s.retired_at is null
    and s.trigger = 'MEMBER_JOINED'
  on conflict do nothing;
  return null;
end $$;
create trigger campaign_member_joined after insert on campaign_recipients
  referencing new table as new_rows for each statement execute function campaign_member_joined();

create function campaign_lead_moved() returns trigger language plpgsql as $$
begin
  insert into campaign_step_runs (practice_id, campaign_id, step_id, person_type, person_id, due_at)
  select m.practice_id, r.campaign_id, s.id, 'LEAD', m.lead_id, m.at
  from new_rows m
  join campaign_recipients r on r.practice_id = m.practice_id and r.person_type = 'LEAD' and r.person_id = m.lead_id
  join campaigns c on c.id = r.campaign_id and c.status in ('ACTIVE', 'PAUSED')
  join campaign_steps s on s.practice_id = m.practice_id and s.campaign_id = r.campaign_id and s.retired_at is null
    and s.trigger = 'LEAD_STATUS_CHANGED' and (s.to_statuses = '{}' or m.to_status = any (s.to_statuses))
  where m.kind = 'STATUS'
  on conflict do nothing;
  return null;
end $$;
create trigger campaign_lead_moved after insert on lead_status_changes
  referencing new table as new_rows for each statement execute function campaign_lead_moved();
