// The measured questions, as each server is asked them.
const plain = { crm: '', peer: '', columns: '' };
const opened = {
  crm: 'email phone',
  peer: 'sealedEmail sealedContactDetails',
  columns: `, 'sealedEmail', l.sealed_email, 'sealedContactDetails', l.sealed_contact_details`,
};
const summaries = { crm: 'summary', peer: 'sealedSummary', columns: `, 'sealedSummary', i.sealed_summary` };
const noSummaries = { crm: '', peer: '', columns: '' };

const row = `'id', l.id, 'firstName', l.first_name, 'lastName', l.last_name, 'status', l.status, 'source', l.source,
  'createdAt', l.created_at, 'tags', l.tags, 'assignedTo', (select json_build_object('id', s.id, 'name', s.name)
    from staff_members s where s.id = l.assigned_to_id)`;
const listOf = (more, where) => `select coalesce(json_agg(r), '[]')::text as data from (
  select json_build_object(${row}${more.columns}) as r from leads l
  where l.practice_id = $1 and l.deleted_at is null ${where} order by l.created_at desc, l.id desc limit 25) page`;
const oneOf = (more, inner) => `select json_build_object('id', l.id, 'firstName', l.first_name, 'lastName', l.last_name,
  'status', l.status, 'createdAt', l.created_at${more.columns},
  'client', (select json_build_object('id', c.id, 'displayName', c.display_name, 'since', c.since) from clients c where c.lead_id = l.id),
  'interactions', (select json_agg(i) from (select i.id, i.kind, i.direction, i.occurred_at${inner === summaries ? ', i.sealed_summary' : ''}
    from interactions i where i.practice_id = l.practice_id and i.subject_type = 'LEAD' and i.subject_id = l.id
    order by i.occurred_at desc, i.id desc limit 20) i))::text as data
  from leads l where l.practice_id = $1 and l.id = $2 and l.deleted_at is null`;
const beyond = 'and l.status = $2 and l.source = $3 and (l.created_at, l.id) < ($4, $5)';

/** The bare server's statements by name. */
export const statements = {
  list: listOf(plain, ''),
  listOpened: listOf(opened, ''),
  lead: oneOf(plain, noSummaries),
  leadOpened: oneOf(opened, summaries),
  page: listOf(plain, beyond),
  pageOpened: listOf(opened, beyond),
};

const crmList = (more, args, variables = '') =>
  `query ${variables} { leads(first: 25${args}) { nodes { id firstName lastName status source createdAt tags ${more.crm} assignedTo { id name } } } }`;
const peerList = (more, condition, args = '', variables = '') =>
  `query ($practice: UUID!${variables}) { leads: allLeads(first: 25, orderBy: [CREATED_AT_DESC, PRIMARY_KEY_DESC], condition: { practiceId: $practice, deletedAt: null ${condition} }${args}) { nodes { rowId firstName lastName status source createdAt tags ${more.peer} staffMemberByAssignedToId { rowId name } } } }`;
const narrowed = ', filter: { status: [NEW], source: [WEBSITE] }';
const peerNarrowed = ', status: "NEW", source: "WEBSITE"';

const crmLead = (more, inner) =>
  `query ($id: ID!) { lead(id: $id) { id firstName lastName status createdAt ${more.crm} client { id displayName since } interactions(first: 20) { nodes { id kind direction occurredAt ${inner.crm} } } } }`;
const peerLead = (more, inner) =>
  `query ($id: UUID!) { lead: leadByRowId(rowId: $id) { rowId firstName lastName status createdAt ${more.peer} clientByLeadId { rowId displayName since } interactions(first: 20, orderBy: [OCCURRED_AT_DESC, PRIMARY_KEY_DESC], condition: { subjectType: "LEAD" }) { nodes { rowId kind direction occurredAt ${inner.peer} } } } }`;

/** Asks for whole pages without relations, to find the place where page 40 begins. */
export const walk = {
  crm: `query ($after: String) { leads(first: 25, after: $after${narrowed}) { nodes { id createdAt } pageInfo { endCursor } } }`,
  peer: `query ($practice: UUID!, $after: Cursor) { leads: allLeads(first: 25, orderBy: [CREATED_AT_DESC, PRIMARY_KEY_DESC], condition: { practiceId: $practice, deletedAt: null ${peerNarrowed} }, after: $after) { nodes { rowId } pageInfo { endCursor } } }`,
};

/** All statistics of leads, of all time. */
export const stats = `{ leadStats { total converted conversionRate medianDaysToConvert byStatus { status count } byStage { stage count }
  bySource { source count converted medianDaysToConvert } byAssignee { name count } lostReasons { reason count }
  firstResponse { responded medianMinutes overdue waiting } daily { date count } } }`;

/** Each question without and with protected fields; `world` has the practice, probe leads and page places. */
export function questions(world) {
  const { practiceId: practice, probes, places } = world;
  const probe = index => probes[index % probes.length];
  const pair = (title, name, make) => [
    { title, kind: 'no protected field', ...make(plain, noSummaries, name) },
    { title, kind: 'protected fields opened', ...make(opened, summaries, `${name}Opened`) },
  ];
  return [
    ...pair('25 leads with assignee and tags', 'list', (more, _, name) => ({
      crm: () => ({ query: crmList(more, '') }),
      peer: () => ({ query: peerList(more, ''), variables: { practice } }),
      bare: () => ({ name, values: [practice] }),
    })),
    ...pair('one lead, last 20 interactions, client', 'lead', (more, inner, name) => ({
      crm: index => ({ query: crmLead(more, inner), variables: { id: probe(index) } }),
      peer: index => ({ query: peerLead(more, inner), variables: { id: probe(index) } }),
      bare: index => ({ name, values: [practice, probe(index)] }),
    })),
    ...pair('page 40 of a status + source filter', 'page', (more, _, name) => ({
      crm: () => ({
        query: crmList(more, `, after: $after${narrowed}`, '($after: String)'),
        variables: { after: places.crm },
      }),
      peer: () => ({
        query: peerList(more, peerNarrowed, ', after: $after', ', $after: Cursor'),
        variables: { practice, after: places.peer },
      }),
      bare: () => ({ name, values: [practice, 'NEW', 'WEBSITE', ...places.bare] }),
    })),
  ];
}
