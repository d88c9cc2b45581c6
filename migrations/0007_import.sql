-- Imports of leads: how far each file has come, and what was wrong with its rows.
create table lead_imports (
  id uuid primary key,
  practice_id uuid not null references practices,
  version int not null default 1,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  created_by_id uuid,
  content_hash text not null,
  -- RUNNING, FINISHED, UNDONE
  state text not null default 'RUNNING',
  on_duplicate text not null,
  -- the last line of the file whose row is settled; moves with the rows in one transaction
  lines_done int not null default 0,
  rows int not null default 0,
  created int not null default 0,
  skipped int not null default 0,
  failed int not null default 0,
  finished_at timestamptz(3)
);
create unique index lead_imports_running on lead_imports (practice_id, content_hash) where state = 'RUNNING';
create index lead_imports_practice on lead_imports (practice_id, content_hash, created_at);

create table lead_import_issues (
  import_id uuid not null references lead_imports on delete cascade,
  practice_id uuid not null references practices,
  line int not null,
  position int not null,
  path text not null,
  code text not null,
  -- says what is wrong with the value, never the value
  message text not null,
  lead_id uuid,
  primary key (import_id, line, position)
);
alter table leads add constraint leads_import foreign key (import_id) references lead_imports;
