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

const contacts = `select coalesce(json_agg(r), '[]')::text as data from (
  select json_build_object('id', c.id, 'firstName', c.first_name, 'lastName', c.last_name, 'type', c.type, 'email', c.email,
    'referralStatus', c.referral_status, 'createdAt', c.created_at, 'tags', c.tags,
    'organization', (select json_build_object('id', o.id, 'name', o.name) from organizations o where o.id = c.organization_id)) as r
  from contacts c where c.practice_id = $1 and c.deleted_at is null order by c.created_at desc, c.id desc limit 25) page`;
const tasks = `select coalesce(json_agg(r), '[]')::text as data from (
  select json_build_object('id', t.id, 'title', t.title, 'status', t.status, 'priority', t.priority, 'dueAt', t.due_at,
    'assignedTo', (select json_build_object('id', s.id, 'name', s.name) from staff_members s where s.id = t.assigned_to_id),
    'lead', (select json_build_object('id', l.id, 'firstName', l.first_name, 'lastName', l.last_name) from leads l where l.id = t.related_id),
    'subtasks', (select json_agg(u) from (select u.id, u.title, u.is_done from subtasks u
      where u.practice_id = t.practice_id and u.task_id = t.id order by u.position) u)) as r
  from tasks t where t.practice_id = $1 and t.deleted_at is null order by t.created_at desc, t.id desc limit 25) page`;
const campaign = `select json_build_object('id', c.id, 'name', c.name, 'status', c.status,
  'recipients', (select json_agg(r) from (select r.person_id, r.person_type, r.added_at,
      (select json_build_object('id', l.id, 'firstName', l.first_name, 'lastName', l.last_name) from leads l where l.id = r.person_id) as lead
    from campaign_recipients r where r.practice_id = c.practice_id and r.campaign_id = c.id order by r.added_at, r.person_id limit 25) r),
  'metrics', json_build_object(
    'recipients', (select count(*) from campaign_recipients r where r.practice_id = c.practice_id and r.campaign_id = c.id),
    'leads', (select count(*) from leads l where l.practice_id = c.practice_id and l.campaign_id = c.id and l.deleted_at is null),
    'spentMinor', (select sum(amount_minor) from campaign_expenses e where e.practice_id = c.practice_id and e.campaign_id = c.id)))::text as data
  from campaigns c where c.practice_id = $1 and c.id = $2`;

/** The bare server's statements by name. */
export const statements = {
  contacts,
  tasks,
  campaign,
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

/** The first page of each list, asked for by size. */
export const lists = {
  contacts: `{ contacts(first: 25) { nodes { id firstName lastName type email referralStatus createdAt tags organization { id name } } } }`,
  tasks: `{ tasks(first: 25, sort: [{ field: CREATED_AT, direction: DESC }]) { nodes { id title status priority dueAt assignedTo { id name } lead { id firstName lastName } subtasks { id title isDone } } } }`,
  campaigns: `{ campaigns(first: 25) { nodes { id name type status startAt budget { amountMinor } } } }`,
};

const peerLists = {
  contacts: `query ($practice: UUID!) { contacts: allContacts(first: 25, orderBy: [CREATED_AT_DESC, PRIMARY_KEY_DESC], condition: { practiceId: $practice, deletedAt: null }) { nodes { rowId firstName lastName type email referralStatus createdAt tags organizationByOrganizationId { rowId name } } } }`,
  tasks: `query ($practice: UUID!) { tasks: allTasks(first: 25, orderBy: [CREATED_AT_DESC, PRIMARY_KEY_DESC], condition: { practiceId: $practice, deletedAt: null }) { nodes { rowId title status priority dueAt staffMemberByAssignedToId { rowId name } lead { rowId firstName lastName } subtasksByTaskId(orderBy: [POSITION_ASC, PRIMARY_KEY_ASC]) { nodes { rowId title isDone } } } } }`,
};

const crmCampaign = `query ($id: ID!) { campaign(id: $id) { id name status recipients(first: 25) { nodes { id type addedAt lead { id firstName lastName } } } metrics { recipients leads spentMinor } } }`;
const peerCampaign = `query ($id: UUID!) { campaign: campaignByRowId(rowId: $id) { rowId name status recipients: campaignRecipientsByCampaignId(first: 25, orderBy: [ADDED_AT_ASC, PRIMARY_KEY_ASC]) { totalCount nodes { personId personType addedAt lead { rowId firstName lastName } } } leads(condition: { deletedAt: null }) { totalCount } campaignExpensesByCampaignId { nodes { amountMinor } } } }`;

/** Statistics of the other nouns, of all time. */
export const otherStats = {
  contactStats: `{ contactStats { total byType { type count } byCategory { category count } byReferralStatus { referralStatus count }
    noInteractionIn90Days daily { date count } referrals { inbound byStatus { status count } topReferrers { contactId name } } } }`,
  taskStats: `{ taskStats { total open byStatus { status count } byPriority { priority count } byAssignee { name count open } overdue
    dueToday dueThisWeek timeToComplete { completed medianMinutes } completedDaily { date count } daily { date count } } }`,
  campaignStats: `{ campaignStats { total byStatus { status count } byType { type count } leads conversions conversionRate
    amounts { currency budgetMinor spentMinor costPerLeadMinor } daily { date count } } }`,
};

/** A rule of three parts over leads, and what becomes of it. */
export const preview = {
  query: `query ($rule: SegmentRuleInput!) { segmentPreview(rule: $rule, appliesTo: LEAD) { count } }`,
  variables: {
    rule: {
      all: [
        { field: 'status', op: 'IN', value: ['NEW', 'CONTACTED', 'QUALIFIED'] },
        { field: 'createdAt', op: 'BEFORE', value: '2025-06-01T00:00:00Z' },
        {
          any: [
            { field: 'source', op: 'IS', value: 'WEBSITE' },
            { field: 'tags', op: 'CONTAINS', value: 'evening' },
          ],
        },
      ],
    },
  },
};

/** All statistics of leads, of all time. */
export const stats = `{ leadStats { total converted conversionRate medianDaysToConvert byStatus { status count } byStage { stage count }
  bySource { source count converted medianDaysToConvert } byAssignee { name count } lostReasons { reason count }
  firstResponse { responded medianMinutes overdue waiting } daily { date count } } }`;

/** Each question without and with protected fields; `world` has the practice, probe leads and page places. */
export function questions(world) {
  const { practiceId: practice, probes, places, campaignId } = world;
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
    {
      title: '25 contacts with organization and tags',
      kind: 'no protected field',
      crm: () => ({ query: lists.contacts }),
      peer: () => ({ query: peerLists.contacts, variables: { practice } }),
      bare: () => ({ name: 'contacts', values: [practice] }),
    },
    {
      title: '25 tasks with assignee, lead and subtasks',
      kind: 'no protected field',
      crm: () => ({ query: lists.tasks }),
      peer: () => ({ query: peerLists.tasks, variables: { practice } }),
      bare: () => ({ name: 'tasks', values: [practice] }),
    },
    {
      title: 'one campaign, 25 recipients, metrics',
      kind: 'no protected field',
      crm: () => ({ query: crmCampaign, variables: { id: campaignId } }),
      peer: () => ({ query: peerCampaign, variables: { id: campaignId } }),
      bare: () => ({ name: 'campaign', values: [practice, campaignId] }),
    },
  ];
}
