-- A signed authorization, as marketing to a client needs one (45 CFR 164.508): the form's own dates, by the
-- practice's calendar, and what it says of payment by others.
alter table consent_records add column signed_on date;
alter table consent_records add column expires_on date;
alter table consent_records add column remuneration text;

-- Whether an address is a client's, asked of everyone in an audience.
create index leads_client_email on leads (practice_id, email_index)
  where email_index is not null and (status = 'CONVERTED' or client_id is not null);

create index suppressions_campaign on suppressions (practice_id, email_campaign_id) where email_campaign_id is not null;

-- Contacts from before addresses had keyed hashes: only the application has the key to make them.
create index contacts_without_index on contacts (id) where email is not null and email_index is null;

-- A topic may be renamed; its key stays what email campaigns and opt-outs know it by.
alter table mail_topics add column name_key text not null;
create unique index mail_topics_name on mail_topics (practice_id, name_key);
