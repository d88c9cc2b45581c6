-- Steps of campaigns that send mail, and that follow a click in it.
alter table campaign_steps add column email_campaign_id uuid;
comment on column campaign_steps.email_campaign_id is 'Of EMAIL_CLICKED: in this one only; null: in any of the campaign.';
-- of EMAIL_CLICKED: the click that set it off
alter table campaign_step_runs add column event_id uuid;
create index campaign_step_runs_event on campaign_step_runs (event_id) where event_id is not null;

alter table mail_engagements add column email_campaign_id uuid;

-- A click sets off a step a minute later: until then it may turn out to have been a machine's.
create function campaign_click_runs(clicks uuid[]) returns void language sql as $$
  insert into campaign_step_runs (practice_id, campaign_id, step_id, person_type, person_id, due_at, event_id)
  select distinct on (s.id, g.person_type, g.person_id)
    g.practice_id, c.id, s.id, g.person_type, g.person_id, greatest(g.at, now()) + interval '1 minute', g.event_id
  from mail_engagements g
  join email_campaigns e on e.id = g.email_campaign_id
  join campaign_recipients r on r.practice_id = g.practice_id and r.person_type = g.person_type
    and r.person_id = g.person_id
  join campaigns c on c.id = r.campaign_id and c.status in ('ACTIVE', 'PAUSED')
  join campaign_steps s on s.practice_id = g.practice_id and s.campaign_id = c.id and s.retired_at is null
    and s.trigger = 'EMAIL_CLICKED'
    and (s.email_campaign_id = e.id or (s.email_campaign_id is null and (e.campaign_id = c.id or exists (
      select from campaign_steps m where m.campaign_id = c.id and m.action_details ->> 'emailCampaignId' = e.id::text))))
  where g.event_id = any (clicks) and g.kind = 'CLICKED'
  order by s.id, g.person_type, g.person_id, g.at, g.event_id
  on conflict do nothing
$$;

create function campaign_member_clicked() returns trigger language plpgsql as $$
begin
  perform campaign_click_runs(array(select event_id from new_rows where kind = 'CLICKED' and event_id is not null));
  return null;
end $$;
create trigger campaign_member_clicked after insert on mail_engagements
  referencing new table as new_rows for each statement execute function campaign_member_clicked();

-- It was a machine: what waits for it is taken back, unless the person clicked otherwise too.
create function campaign_click_unsaid() returns trigger language plpgsql as $$
begin
  delete from campaign_step_runs r using old_rows o
  where r.event_id = o.event_id and r.state = 'WAITING' and o.kind = 'CLICKED';
  perform campaign_click_runs(array(
    select g.event_id from mail_engagements g
    where g.kind = 'CLICKED' and g.event_id is not null and (g.practice_id, g.person_type, g.person_id) in (
      select practice_id, person_type, person_id from old_rows where kind = 'CLICKED')));
  return null;
end $$;
create trigger campaign_click_unsaid after delete on mail_engagements
  referencing old table as old_rows for each statement execute function campaign_click_unsaid();
