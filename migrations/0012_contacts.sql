-- The professionals and organizations that a practice knows. What is said with them is sealed, in `interactions`.
create table organizations (
  id uuid primary key,
  practice_id uuid not null references practices,
  version int not null default 1,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  created_by_id uuid,
  name text not null,
  -- lower case without accents: sorted and searched
  name_key text not null,
  kind text,
  phone text,
  website text,
  address jsonb,
  is_on_legal_hold boolean not null default false,
  deleted_at timestamptz(3),
  deleted_by_id uuid
);
create index organizations_created on organizations (practice_id, created_at, id) where deleted_at is null;
create index organizations_updated on organizations (practice_id, updated_at, id) where deleted_at is null;
create index organizations_name on organizations (practice_id, name_key, id) where deleted_at is null;
create index organizations_kind on organizations (practice_id, lower(kind), created_at, id) where deleted_at is null;
create index organizations_words on organizations using gin (practice_id, to_tsvector('simple', name_key)) where deleted_at is null;
create index organizations_phone on organizations (practice_id, phone) where phone is not null;
create index organizations_deleted on organizations (deleted_at) where deleted_at is not null;

create table contacts (
  id uuid primary key,
  practice_id uuid not null references practices,
  version int not null default 1,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  created_by_id uuid,
  first_name text,
  last_name text,
  -- lower case without accents, "last first": sorted and searched
  name_key text not null,
  credentials text,
  title text,
  organization_id uuid references organizations,
  type text not null default 'OTHER',
  category text,
  email text,
  phone text,
  fax text,
  address jsonb,
  website text,
  -- { linkedin, facebook, instagram, x }
  social jsonb,
  npi text,
  referral_status text not null default 'PROSPECT',
  accepts_referrals boolean not null default false,
  specialties text[] not null default '{}',
  referral_preferences text,
  referral_notes text,
  ok_to_email boolean not null default true,
  tags text[] not null default '{}',
  assigned_to_id uuid references staff_members,
  import_id uuid,
  import_row int,
  merged_into_id uuid references contacts,
  is_on_legal_hold boolean not null default false,
  deleted_at timestamptz(3),
  deleted_by_id uuid,
  unique (import_id, import_row)
);
create index contacts_created on contacts (practice_id, created_at, id) where deleted_at is null;
create index contacts_updated on contacts (practice_id, updated_at, id) where deleted_at is null;
create index contacts_name on contacts (practice_id, name_key, id) where deleted_at is null;
create index contacts_type on contacts (practice_id, type, created_at, id) where deleted_at is null;
create index contacts_category on contacts (practice_id, lower(category), created_at, id) where deleted_at is null;
create index contacts_referral_status on contacts (practice_id, referral_status, created_at, id) where deleted_at is null;
create index contacts_assigned on contacts (practice_id, assigned_to_id, created_at, id) where deleted_at is null;
create index contacts_creator on contacts (practice_id, created_by_id, created_at, id) where deleted_at is null;
-- not partial: the foreign key looks for rows of a purged organization, deleted contacts too
create index contacts_organization on contacts (practice_id, organization_id, name_key, id);
create index contacts_of_organization on contacts (organization_id) where organization_id is not null;
create index contacts_email on contacts (practice_id, email) where email is not null;
create index contacts_phone on contacts (practice_id, phone) where phone is not null;
create index contacts_npi on contacts (practice_id, npi) where npi is not null;
create index contacts_tags on contacts using gin (practice_id, tags) where deleted_at is null;
create index contacts_specialties on contacts using gin (practice_id, specialties) where deleted_at is null;
create index contacts_words on contacts using gin (practice_id, to_tsvector('simple', name_key)) where deleted_at is null;
create index contacts_merged on contacts (merged_into_id) where merged_into_id is not null;
create index contacts_deleted on contacts (deleted_at) where deleted_at is not null;
