import type { RunSql } from '../../platform/database/transaction.js';
import type { MailAudience } from '../deliveries/delivery.freezing.js';
import type { SegmentAudience } from '../segments/segment.audience.js';
import type { MailPurpose } from '../templates/template.vocabulary.js';

interface Addressed {
  purpose: MailPurpose | null;
  topic: string | null;
  included: string[];
  excluded: string[];
}

const segmentsOf = (role: string) => `array(select s.segment_id from email_campaign_segments s
  join segments g on g.id = s.segment_id and g.practice_id = s.practice_id and g.deleted_at is null
  where s.practice_id = e.practice_id and s.email_campaign_id = e.id and s.role = '${role}' order by s.position)`;

const addressed = `
  select coalesce(e.purpose, (select t.purpose from email_templates t where t.id = e.template_id)) as purpose,
    e.topic_key as topic, ${segmentsOf('INCLUDE')} as included, ${segmentsOf('EXCLUDE')} as excluded
  from email_campaigns e where e.practice_id = $1 and e.id = $2`;

/** Whom an email campaign is for, and whether who is in it tells of a protected field. */
export interface FoundAudience extends MailAudience {
  isSensitive: boolean;
}

/** Everyone that an email campaign is for by now; a segment that is gone brings nobody and keeps nobody out. */
export async function audienceOf(
  run: RunSql,
  segments: SegmentAudience,
  practiceId: string,
  emailCampaignId: string,
): Promise<FoundAudience> {
  const [row] = await run<Addressed>(addressed, [practiceId, emailCampaignId]);
  const { purpose, topic, included: segmentIds, excluded } = row!;
  const included = await segments.rowsBy(run, practiceId, { segmentIds });
  const leftOut = await segments.rowsBy(run, practiceId, { segmentIds: excluded });
  return {
    practiceId,
    emailCampaignId,
    // until it is chosen, the stricter of the two
    purpose: purpose ?? 'COMMERCIAL',
    topicKey: topic,
    included,
    excluded: leftOut,
    isSensitive: included.isSensitive || leftOut.isSensitive,
  };
}
