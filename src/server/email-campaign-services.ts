import { EmailCampaignChecks } from '../modules/email-campaigns/email-campaign.checks.js';
import { EmailCampaignMachine } from '../modules/email-campaigns/email-campaign.machine.js';
import { EmailCampaignPreviews } from '../modules/email-campaigns/email-campaign.preview.js';
import { EmailCampaignQueries } from '../modules/email-campaigns/email-campaign.queries.js';
import { emailCampaignAsRelated } from '../modules/email-campaigns/email-campaign.relations.js';
import { EmailCampaignSchedule } from '../modules/email-campaigns/email-campaign.schedule.js';
import { EmailCampaignService } from '../modules/email-campaigns/email-campaign.service.js';
import { EmailCampaignTests } from '../modules/email-campaigns/email-campaign.test-mail.js';
import { TriggeredMail } from '../modules/email-campaigns/email-campaign.triggered.js';
import type { SegmentAudience } from '../modules/segments/segment.audience.js';
import type { MailTopics } from '../modules/suppressions/mail-topic.service.js';
import type { RelatedNouns } from '../modules/tasks/task.related.js';
import type { MessagePreviews } from '../modules/templates/template.preview.js';
import type { Ground } from '../platform/ground.js';
import type { Mailer } from '../platform/mail/mailer.js';

/** What email campaigns are made with. */
interface Means {
  mailer: Mailer;
  mailTopics: MailTopics;
  messagePreviews: MessagePreviews;
  relatedNouns: RelatedNouns;
  segmentAudience: SegmentAudience;
}

/** How steps of campaigns send mail. */
export const stepMail = (ground: Ground, segments: SegmentAudience) =>
  new TriggeredMail(ground, new EmailCampaignChecks(segments));

/** Email campaigns, from the draft to the moment when the sender takes over. */
export function emailCampaignServices(ground: Ground, means: Means) {
  const { mailer, mailTopics, messagePreviews, relatedNouns, segmentAudience } = means;
  relatedNouns.add(emailCampaignAsRelated);
  const checks = new EmailCampaignChecks(segmentAudience);
  const emailCampaignMachine = new EmailCampaignMachine(ground, checks);
  return {
    emailCampaigns: new EmailCampaignService(ground, mailTopics),
    emailCampaignQueries: new EmailCampaignQueries(ground, checks),
    emailCampaignMachine,
    emailCampaignSchedule: new EmailCampaignSchedule(ground, emailCampaignMachine),
    emailCampaignPreviews: new EmailCampaignPreviews(ground, segmentAudience, checks, messagePreviews),
    emailCampaignTests: new EmailCampaignTests(ground, checks, mailer),
  };
}
