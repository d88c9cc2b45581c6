-- Which merge fields a template uses as it stands, so that lists tell it without reading every text.
alter table email_templates add column variables text[] not null default '{}';
create index email_templates_purpose on email_templates (practice_id, purpose, created_at, id)
  where deleted_at is null;
create index email_template_versions_list on email_template_versions (practice_id, template_id, number, id);

-- What people were sent stays what it was.
revoke update on email_template_versions from crm_app;
