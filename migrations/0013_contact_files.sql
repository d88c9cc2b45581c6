-- Imports and merges of contacts are kept as those of leads are.
create table contact_imports (like lead_imports including all);
alter table contact_imports add foreign key (practice_id) references practices;

create table contact_import_issues (like lead_import_issues including all);
alter table contact_import_issues rename column lead_id to contact_id;
alter table contact_import_issues
  add foreign key (import_id) references contact_imports on delete cascade,
  add foreign key (practice_id) references practices;
alter table contacts add constraint contacts_import foreign key (import_id) references contact_imports;

create table contact_merges (like lead_merges including all);
alter table contact_merges
  add foreign key (practice_id) references practices,
  add foreign key (primary_id) references contacts;
