-- A signed authorization, as marketing to a client needs one (45 CFR 164.508): the form's own dates, by the
-- practice's calendar, and what it says of payment by others.
alter table consent_records add column signed_on date;
alter table consent_records add column expires_on date;
alter table consent_records add column remuneration text;

-- Whether an address is a client's, asked of everyone in an audience.
create index leads_client_email on leads (practice_id, email_index)
  where email_index is not null and (status = 'CONVERTED' or client_id is not null);

create index suppressions_campaign on suppressions (practice_id, email_campaign_id) where email_campaign_id is not null;
