import { DeliveryQueries } from '../modules/deliveries/delivery.queries.js';
import { DeliveryResolutions } from '../modules/deliveries/delivery.resolution.js';
import { EmailCampaignChecks } from '../modules/email-campaigns/email-campaign.checks.js';
import { EmailCampaignMachine } from '../modules/email-campaigns/email-campaign.machine.js';
import { MailSender } from '../modules/email-campaigns/email-campaign.sender.js';
import type { SegmentAudience } from '../modules/segments/segment.audience.js';
import { SuppressionService } from '../modules/suppressions/suppression.service.js';
import type { Ground } from '../platform/ground.js';
import type { Mailer } from '../platform/mail/mailer.js';

/** The ledger of deliveries, and what sends them; the sender works where it is started. */
export function senderServices(ground: Ground, mailer: Mailer, segments: SegmentAudience) {
  const machine = new EmailCampaignMachine(ground, new EmailCampaignChecks(segments));
  const suppressions = new SuppressionService(ground);
  return {
    deliveryQueries: new DeliveryQueries(ground),
    deliveryResolutions: new DeliveryResolutions(ground),
    mailSender: new MailSender({ ground, mailer, segments, suppressions, machine }),
  };
}
