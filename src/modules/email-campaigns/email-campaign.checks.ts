import type { RunSql } from '../../platform/database/transaction.js';
import { type Fault, NotFoundError } from '../../platform/errors/errors.js';
import { isId } from '../../platform/validation.js';
import type { SegmentAudience } from '../segments/segment.audience.js';
import { contentIssues } from '../templates/message.content.js';
import { type MergePractice, samplePerson } from '../templates/message.fields.js';
import { prepareMessage } from '../templates/message.preparation.js';
import { audienceOf } from './email-campaign.audience.js';
import { EmailCampaignContent, type ResolvedContent } from './email-campaign.content.js';
import type { Tracking } from './email-campaign.vocabulary.js';

/** What stands in the way of sending, all of it at once, and what will be otherwise than asked. */
export interface Readiness {
  issues: Fault[];
  notices: Fault[];
  content: ResolvedContent;
  /** Who is in the audience tells of a protected field. */
  isSensitive: boolean;
  sender: Sender;
}

/** What of it is told. */
export type ShownReadiness = Pick<Readiness, 'issues' | 'notices'> & { isReady: boolean };

/** From whom it comes. */
export interface Sender {
  fromName: string | null;
  fromEmail: string | null;
  replyTo: string | null;
  tracking: Tracking;
  practice: MergePractice;
  senderDomains: string[];
}

const senderText = `
  select e.from_name as "fromName", e.from_email as "fromEmail", e.reply_to as "replyTo", e.tracking,
    json_build_object('name', p.name, 'phone', p.phone, 'postalAddress', p.postal_address) as practice,
    p.sender_domains as "senderDomains"
  from email_campaigns e join practices p on p.id = e.practice_id
  where e.practice_id = $1 and e.id = $2 and e.deleted_at is null`;

const hasPeople = `select exists (select from email_campaign_recipients
  where practice_id = $1 and email_campaign_id = $2) as "isNamed"`;

const fault = (path: string | string[], code: string, message: string): Fault => ({
  path: [path].flat(),
  code,
  message,
});

/** Looks an email campaign over before it is sent. */
export class EmailCampaignChecks {
  constructor(private readonly segments: SegmentAudience) {}

  /** @throws NotFoundError */
  async of(run: RunSql, practiceId: string, id: string): Promise<Readiness> {
    const sender = await senderOf(run, practiceId, id);
    const content = await EmailCampaignContent.resolve(run, practiceId, id);
    const audience = await audienceOf(run, this.segments, practiceId, id);
    const issues = [
      ...messageFaults(content, sender.practice),
      ...senderFaults(sender),
      ...((await isEmpty(run, audience)) ? [noAudience] : []),
    ];
    const isTracked = sender.tracking.opens || sender.tracking.clicks;
    const notices = audience.isSensitive && isTracked ? [untracked] : [];
    return { issues, notices, content, isSensitive: audience.isSensitive, sender };
  }

  /** For who asks before anything is sent. @throws NotFoundError */
  async shown(practiceId: string, id: string): Promise<ShownReadiness> {
    const { issues, notices } = await this.of(this.segments.reading(), practiceId, id);
    return { isReady: issues.length === 0, issues, notices };
  }

  /** What a test mail needs of it: all but its purpose and its audience. @throws NotFoundError */
  async ofMessage(run: RunSql, practiceId: string, id: string): Promise<Omit<Readiness, 'notices' | 'isSensitive'>> {
    const sender = await senderOf(run, practiceId, id);
    const content = await EmailCampaignContent.resolve(run, practiceId, id);
    const issues = [...messageFaults(content, sender.practice), ...senderFaults(sender)];
    return { issues: issues.filter(({ code }) => code !== 'PURPOSE_MISSING'), content, sender };
  }
}

const noAudience = fault('segmentIds', 'AUDIENCE_EMPTY', 'There is nobody in its audience.');
const untracked = fault(
  'tracking',
  'TRACKING_OFF',
  'Opens and clicks are not noted, since who is in this audience tells of a protected field.',
);

async function senderOf(run: RunSql, practiceId: string, id: string): Promise<Sender> {
  const [sender] = isId(id) ? await run<Sender>(senderText, [practiceId, id]) : [];
  if (!sender) throw new NotFoundError('EMAIL_CAMPAIGN');
  return sender;
}

async function isEmpty(run: RunSql, { included, practiceId, emailCampaignId }: Awaited<ReturnType<typeof audienceOf>>) {
  const [named] = await run<{ isNamed: boolean }>(hasPeople, [practiceId, emailCampaignId]);
  if (named!.isNamed) return false;
  return (await run(`select 1 from (${included.text}) a limit 1`, included.values)).length === 0;
}

function messageFaults(resolved: ResolvedContent, practice: MergePractice): Fault[] {
  const { content, missing, isTemplateUnpublished, purpose, templatePurpose } = resolved;
  const written = contentIssues(content);
  const isWhole = missing.length === 0 && written.length === 0;
  return [
    ...(isTemplateUnpublished && missing.length > 0
      ? [fault('templateId', 'TEMPLATE_NOT_PUBLISHED', 'No version of its template was published.')]
      : missing.map(part => fault(part, 'CONTENT_MISSING', `It has no ${part === 'html' ? 'body' : part}.`))),
    ...written,
    ...(purpose === null ? [fault('purpose', 'PURPOSE_MISSING', 'Choose whether it is COMMERCIAL or SERVICE.')] : []),
    ...(purpose === 'SERVICE' && templatePurpose === 'COMMERCIAL'
      ? [fault('purpose', 'PURPOSE_MISMATCH', 'What its template says is COMMERCIAL, and can not leave as SERVICE.')]
      : []),
    ...(purpose !== 'SERVICE' && !practice.postalAddress
      ? [fault(['practice', 'postalAddress'], 'POSTAL_ADDRESS_MISSING', 'The practice has no postal address.')]
      : []),
    ...(isWhole && purpose === 'COMMERCIAL' && !hasOptOut(resolved, practice)
      ? [fault('html', 'UNSUBSCRIBE_MISSING', 'One of its parts has no way to opt out.')]
      : []),
  ];
}

/** Whether both parts, as they leave, carry the address to opt out at. */
function hasOptOut({ content }: ResolvedContent, practice: MergePractice): boolean {
  const unsubscribe = 'https://unsubscribe.example';
  const plan = { content, purpose: 'COMMERCIAL', practice, tracksLinks: false, tracksOpens: false } as const;
  const urls = { unsubscribe, preferences: unsubscribe, link: () => '', pixel: null };
  const { html, text } = prepareMessage(plan).render(samplePerson, urls);
  return html.includes(unsubscribe) && text.includes(unsubscribe);
}

function senderFaults({ fromEmail, replyTo, senderDomains }: Sender): Fault[] {
  const verified = new Set(senderDomains.map(domain => domain.toLowerCase()));
  const named = { fromEmail, replyTo };
  const unverified = (['fromEmail', 'replyTo'] as const).filter(field => {
    const domain = named[field]?.split('@').at(-1);
    return domain !== undefined && !verified.has(domain.toLowerCase());
  });
  return [
    ...(fromEmail ? [] : [fault('fromEmail', 'SENDER_MISSING', 'It says not from which address it comes.')]),
    ...unverified.map(field =>
      fault(field, 'SENDER_NOT_VERIFIED', "The address is of no domain among the practice's sender domains."),
    ),
  ];
}
