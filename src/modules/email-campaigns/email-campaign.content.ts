import { NotFoundError } from '../../platform/errors/errors.js';
import type { RunSql } from '../segments/segment.matching.js';
import type { MessageContent } from '../templates/message.content.js';
import type { MailPurpose } from '../templates/template.vocabulary.js';
import type { FrozenContent } from './email-campaign.entity.js';

/** What would be sent now, or what is sent once that is fixed. */
export interface ResolvedContent {
  /** Subject and HTML are empty where nothing says them: see `missing`. */
  content: MessageContent;
  /** The campaign's own, else its template's. */
  purpose: MailPurpose | null;
  templatePurpose: MailPurpose | null;
  /** The number of the template's version that the content is of; null where it is the campaign's own alone. */
  templateVersion: number | null;
  /** There is a template, and none of its versions was published. */
  isTemplateUnpublished: boolean;
  missing: ('subject' | 'html')[];
}

interface Row {
  purpose: MailPurpose | null;
  subject: string | null;
  preheader: string | null;
  html: string | null;
  text: string | null;
  frozen_content: FrozenContent | null;
  template_id: string | null;
  template_purpose: MailPurpose | null;
  number: number | null;
  template_subject: string | null;
  template_preheader: string | null;
  template_html: string | null;
  template_text: string | null;
}

const statement = `
  select e.purpose, e.subject, e.preheader, e.html, e.text, e.frozen_content, e.template_id,
    t.purpose as template_purpose, v.number, v.subject as template_subject, v.preheader as template_preheader,
    v.html as template_html, v.text as template_text
  from email_campaigns e
  left join email_templates t on t.id = e.template_id and t.practice_id = e.practice_id
  left join email_template_versions v on v.template_id = t.id and v.number = t.published_number
  where e.practice_id = $1 and e.id = $2`;

/** What an email campaign says: its own words before those of its template's published version. */
export const EmailCampaignContent = {
  /** @throws NotFoundError */
  async resolve(run: RunSql, practiceId: string, emailCampaignId: string): Promise<ResolvedContent> {
    const [row] = await run<Row>(statement, [practiceId, emailCampaignId]);
    if (!row) throw new NotFoundError('EMAIL_CAMPAIGN');
    return resolved(row);
  },
};

function resolved(row: Row): ResolvedContent {
  const { frozen_content: frozen, template_purpose: templatePurpose } = row;
  const { templateVersion, ...content } = frozen ?? contentOf(row);
  const missing = (['subject', 'html'] as const).filter(part => content[part] === '');
  const isTemplateUnpublished = row.template_id !== null && row.number === null && frozen === null;
  const purpose = row.purpose ?? templatePurpose;
  return { content, purpose, templatePurpose, templateVersion, isTemplateUnpublished, missing };
}

/** A body of its own leaves none of the template's standing, since the two parts must say the same. */
function contentOf(row: Row): FrozenContent {
  const hasOwnBody = row.html !== null || row.text !== null;
  const html = row.html ?? (row.text !== null ? paragraphsOf(row.text) : row.template_html);
  return {
    subject: row.subject ?? row.template_subject ?? '',
    preheader: row.preheader ?? row.template_preheader,
    html: html ?? '',
    text: hasOwnBody ? row.text : row.template_text,
    templateVersion: row.number,
  };
}

/** Plain text as HTML that looks the same. */
const paragraphsOf = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .split(/\n{2,}/)
    .map(paragraph => `<p>${paragraph.replaceAll('\n', '<br>')}</p>`)
    .join('\n');
