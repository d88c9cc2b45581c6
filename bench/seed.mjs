const sources = [
  'WEBSITE',
  'WEBSITE',
  'WEBSITE',
  'REFERRAL',
  'REFERRAL',
  'PHONE',
  'EMAIL',
  'SOCIAL_MEDIA',
  'DIRECTORY',
  'EVENT',
  'OTHER',
];
const statuses = ['NEW', 'NEW', 'NEW', 'CONTACTED', 'CONTACTED', 'QUALIFIED', 'UNQUALIFIED', 'CONVERTED', 'LOST'];
const stages = ['INQUIRY', 'INQUIRY', 'SCREENING', 'INSURANCE_VERIFICATION', 'CONSULTATION', 'INTAKE_SCHEDULED'];
const firsts = [
  'Ada',
  'Ben',
  'Carla',
  'Dmitri',
  'Elena',
  'Farid',
  'Grace',
  'Hugo',
  'Ines',
  'Jonas',
  'Kim',
  'Lea',
  'Maya',
  'Noor',
  'Omar',
  'Priya',
];
const lasts = [
  'Abbott',
  'Baker',
  'Castillo',
  'Dvorak',
  'Eriksen',
  'Fischer',
  'Garcia',
  'Haddad',
  'Ito',
  'Jensen',
  'Kaur',
  'Lopez',
  'Meyer',
  'Novak',
];
const words = ['couples', 'evening', 'telehealth', 'urgent', 'spanish', 'insurance', 'waitlist', 'returning'];
const start = Date.UTC(2024, 0, 1);
const span = 730 * 86_400_000;

/** The same numbers in every run, so that runs compare. */
function numbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A UUIDv7 of that time; never the same twice, as several practices are seeded alike. */
export function idAt(time, random) {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(time, 0, 6);
  for (let at = 6; at < 16; at++) bytes[at] = Math.floor(random() * 256);
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  return bytes.toString('hex').replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
}

const pick = (list, random) => list[Math.floor(random() * list.length)];

/** One lead of the seed with what belongs to it. */
function leadAt(index, world) {
  const { random, practiceId, staff, cipher, total } = world;
  const created = start + Math.floor((span * index) / total) + Math.floor(random() * 1000);
  const id = idAt(created, Math.random);
  const [first, last] = [pick(firsts, random), pick(lasts, random)];
  const status = pick(statuses, random);
  const seal = (column, value) => cipher.seal({ practiceId, table: 'leads', column, rowId: id }, value);
  const email = `${first}.${last}.${index}@example.com`.toLowerCase();
  const phone = `+1212${String(index % 10_000_000).padStart(7, '0')}`;
  const at = new Date(created).toISOString();
  const later = new Date(created + random() * 5 * 86_400_000).toISOString();
  return {
    id,
    practice_id: practiceId,
    version: 1,
    created_at: at,
    updated_at: later,
    created_by_id: pick(staff, random),
    first_name: first,
    last_name: last,
    name_key: `${last} ${first}`.toLowerCase(),
    sealed_email: seal('sealed_email', email),
    email_index: cipher.blindIndex(practiceId, 'email', email),
    sealed_contact_details: seal('sealed_contact_details', {
      phone,
      dateOfBirth: '1988-04-02',
      address: null,
      safeContactNote: null,
    }),
    phone_index: cipher.blindIndex(practiceId, 'phone', phone),
    sealed_clinical:
      index % 3 === 0
        ? seal('sealed_clinical', {
            interestedServices: ['INDIVIDUAL_THERAPY'],
            presentingConcern: 'Sleep and work.',
            preferences: null,
          })
        : null,
    insurance_status: 'NOT_STARTED',
    ok_to_email: true,
    ok_to_text: false,
    ok_to_voicemail: false,
    source: pick(sources, random),
    status,
    stage: pick(stages, random),
    lost_reason: status === 'LOST' ? 'No answer' : null,
    assigned_to_id: random() < 0.9 ? pick(staff, random) : null,
    tags: words.filter(() => random() < 0.25),
    next_follow_up_at: random() < 0.5 ? new Date(created + 40 * 86_400_000).toISOString() : null,
    first_responded_at: status === 'NEW' ? null : later,
    converted_at: status === 'CONVERTED' ? later : null,
    is_on_legal_hold: false,
  };
}

function interactionOf(lead, number, world) {
  const { random, practiceId, staff, cipher } = world;
  const at = new Date(Date.parse(lead.created_at) + (number + 1) * 3_600_000);
  const id = idAt(at.getTime(), Math.random);
  return {
    id,
    practice_id: practiceId,
    version: 1,
    created_at: at.toISOString(),
    updated_at: at.toISOString(),
    subject_type: 'LEAD',
    subject_id: lead.id,
    kind: number % 2 ? 'CALL' : 'EMAIL',
    direction: number % 2 ? 'OUTBOUND' : 'INBOUND',
    occurred_at: at.toISOString(),
    duration_minutes: 10,
    sealed_summary: cipher.seal(
      { practiceId, table: 'interactions', column: 'sealed_summary', rowId: id },
      'Spoke about times and fees; will call back.',
    ),
    staff_id: pick(staff, random),
  };
}

export const insert = (client, table, rows) =>
  rows.length === 0
    ? undefined
    : client.query(
        `insert into ${table} (${Object.keys(rows[0]).join(', ')})
         select ${Object.keys(rows[0]).join(', ')} from jsonb_populate_recordset(null::${table}, $1)`,
        [JSON.stringify(rows)],
      );

/** Leads whose whole page is read by the bench: each converted, with this many interactions. */
export const probes = 200;
const probeInteractions = 30;

/** Fills the practice with this many leads, spread over two years; answers the ids of the probe leads. */
export async function seedLeads(client, { practiceId, cipher, total, staff }) {
  const world = { practiceId, cipher, total, staff, random: numbers(total) };
  const every = Math.max(1, Math.floor(total / probes));
  const found = [];
  for (let from = 0; from < total; from += 2_000) {
    const leads = [];
    const interactions = [];
    const clients = [];
    for (let index = from; index < Math.min(from + 2_000, total); index++) {
      const lead = leadAt(index, world);
      const isProbe = index % every === 0 && found.length < probes;
      if (isProbe) {
        Object.assign(lead, { status: 'CONVERTED', converted_at: lead.updated_at, lost_reason: null });
        found.push(lead.id);
      }
      for (let n = 0; n < (isProbe ? probeInteractions : index % 4 === 0 ? 1 : 0); n++)
        interactions.push(interactionOf(lead, n, world));
      if (lead.status === 'CONVERTED' && (isProbe || index % 5 === 0)) {
        const clientId = idAt(Date.parse(lead.updated_at), Math.random);
        clients.push({
          id: clientId,
          practice_id: practiceId,
          version: 1,
          created_at: lead.updated_at,
          updated_at: lead.updated_at,
          external_id: `C-${index}`,
          display_name: `${lead.first_name} ${lead.last_name}`,
          lead_id: lead.id,
          since: lead.updated_at,
        });
        lead.client_id = clientId;
      } else lead.client_id = null;
      leads.push(lead);
    }
    await insert(client, 'leads', leads);
    await insert(client, 'interactions', interactions);
    await insert(client, 'clients', clients);
  }
  return found;
}

/** Colleagues of the practice, who have leads; answers their ids. */
export async function seedStaff(client, practiceId, name, size = 11) {
  const random = numbers(size);
  const at = new Date(start).toISOString();
  const staff = [];
  for (let index = 0; index < size; index++) {
    const id = idAt(Date.now(), Math.random);
    await client.query(
      'insert into staff_members (id, practice_id, created_at, updated_at, email, name, roles) values ($1, $2, $3, $3, $4, $5, $6)',
      [
        id,
        practiceId,
        at,
        `clinician-${index}-${name}@bench.example`,
        `${pick(firsts, random)} ${pick(lasts, random)}`,
        ['CLINICIAN'],
      ],
    );
    staff.push(id);
  }
  return staff;
}
