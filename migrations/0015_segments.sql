-- Segments: named groups of leads or contacts, as lists or as rules. sealed_* columns hold ciphertext only.
create table segments (
  id uuid primary key,
  practice_id uuid not null references practices,
  version int not null default 1,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  created_by_id uuid,
  name text not null,
  -- lower case without accents: sorted, searched and unique
  name_key text not null,
  description text,
  -- LEAD or CONTACT
  applies_to text not null,
  -- STATIC or DYNAMIC
  kind text not null,
  -- a rule that asks by protected fields is sealed, as its values are protected themselves
  rule jsonb,
  sealed_rule text,
  -- names of the fields that the rule asks by
  fields text[] not null default '{}',
  -- permissions that whoever sees the rule or the members needs
  guards text[] not null,
  is_sensitive boolean not null default false,
  is_on_legal_hold boolean not null default false,
  deleted_at timestamptz(3),
  deleted_by_id uuid,
  check (case kind when 'STATIC' then num_nonnulls(rule, sealed_rule) = 0 else num_nonnulls(rule, sealed_rule) = 1 end),
  check (is_sensitive = (sealed_rule is not null))
);
create unique index segments_name on segments (practice_id, name_key) where deleted_at is null;
create index segments_created on segments (practice_id, created_at, id) where deleted_at is null;
create index segments_updated on segments (practice_id, updated_at, id) where deleted_at is null;
create index segments_words on segments using gin (practice_id, to_tsvector('simple', name_key)) where deleted_at is null;
create index segments_deleted on segments (deleted_at) where deleted_at is not null;

create table segment_members (
  practice_id uuid not null references practices,
  segment_id uuid not null references segments,
  -- LEAD or CONTACT, and its id
  person_type text not null,
  person_id uuid not null,
  added_at timestamptz(3) not null,
  added_by_id uuid,
  primary key (practice_id, segment_id, person_type, person_id)
);
create index segment_members_person on segment_members (practice_id, person_type, person_id);

-- What people did with the mail they got; the mail provider's events fill it.
create table mail_engagements (
  id bigint generated always as identity primary key,
  practice_id uuid not null references practices,
  person_type text not null,
  person_id uuid not null,
  -- OPENED, CLICKED or BOUNCED
  kind text not null,
  at timestamptz(3) not null
);
create index mail_engagements_person on mail_engagements (practice_id, person_type, person_id, kind, at);
create index mail_engagements_kind on mail_engagements (practice_id, person_type, kind, at) include (person_id);

-- What rules ask of a million leads.
create index leads_stage on leads (practice_id, stage, created_at, id) where deleted_at is null;
create index leads_converted on leads (practice_id, converted_at, id) where converted_at is not null and deleted_at is null;
create index interactions_occurred on interactions (practice_id, subject_type, occurred_at) include (subject_id, kind);

-- Text as rules compare it, the same on every cluster whatever its locale: without accents, in lower case
-- where it is Latin, Greek or Cyrillic. segment.text.ts does the same to the values.
create function segment_text(written text) returns text language sql immutable parallel safe
return case when octet_length(written) = length(written) then lower(written collate "C")
  else lower(translate(regexp_replace(normalize(written, nfkd), '[\u0300-\u036F]+', '', 'g'),
    'ÆÐØÞĐĦŁŊŒŦƁƂƄƆƇƉƊƋƎƏƐƑƓƔƖƗƘƜƝƟƢƤƦƧƩƬƮƱƲƳƵƷƸƼǤǶǷȜȠȢȤȺȻȽȾɁɃɄɅɆɈɊɌɎͰͲͶͿΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩϏϘϚϜϞϠϢϤϦϨϪϬϮϷϺϽϾϿЂЄЅІЈЉЊЋЏАБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯѠѢѤѦѨѪѬѮѰѲѴѸѺѼѾҀҊҌҎҐҒҔҖҘҚҜҞҠҢҤҦҨҪҬҮҰҲҴҶҸҺҼҾӀӃӅӇӉӋӍӔӘӠӨӶӺӼӾԀԂԄԆԈԊԌԎԐԒԔԖԘԚԜԞԠԢԤԦԨԪԬԮ',
    'æðøþđħłŋœŧɓƃƅɔƈɖɗƌǝəɛƒɠɣɩɨƙɯɲɵƣƥʀƨʃƭʈʊʋƴƶʒƹƽǥƕƿȝƞȣȥⱥȼƚⱦɂƀʉʌɇɉɋɍɏͱͳͷϳαβγδεζηθικλμνξοπρστυφχψωϗϙϛϝϟϡϣϥϧϩϫϭϯϸϻͻͼͽђєѕіјљњћџабвгдежзиклмнопрстуфхцчшщъыьэюяѡѣѥѧѩѫѭѯѱѳѵѹѻѽѿҁҋҍҏґғҕҗҙқҝҟҡңҥҧҩҫҭүұҳҵҷҹһҽҿӏӄӆӈӊӌӎӕәӡөӷӻӽӿԁԃԅԇԉԋԍԏԑԓԕԗԙԛԝԟԡԣԥԧԩԫԭԯ') collate "C") end;
