-- Campaigns that ever reached people by a segment, or left out those of one, that asks by protected fields, whether
-- or not anybody was in it: from then on how many they reach tells something to who may not know its members.
create table campaign_sensitive_audiences (
  practice_id uuid not null references practices,
  campaign_id uuid not null references campaigns on delete cascade,
  primary key (practice_id, campaign_id)
);
insert into campaign_sensitive_audiences (practice_id, campaign_id)
select distinct practice_id, campaign_id from campaign_recipients where is_sensitive;

-- Set by somebody who may know such members; what other steps do to a person, a tag or a task, would name them.
alter table campaign_steps add column reaches_sensitive boolean not null default false;

create function campaign_step_run_is_allowed() returns trigger language plpgsql as $$
begin
  if exists (
    select from campaign_steps s
    join campaign_recipients r on r.practice_id = new.practice_id and r.campaign_id = new.campaign_id
      and r.person_type = new.person_type and r.person_id = new.person_id and r.is_sensitive
    where s.id = new.step_id and not s.reaches_sensitive
  ) then
    return null;
  end if;
  return new;
end $$;
create trigger campaign_step_run_is_allowed before insert on campaign_step_runs
  for each row execute function campaign_step_run_is_allowed();
