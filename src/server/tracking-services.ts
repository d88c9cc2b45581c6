import type { SuppressionService } from '../modules/suppressions/suppression.service.js';
import { MailEventApplying } from '../modules/tracking/tracking.applying.js';
import { PostmarkHooks } from '../modules/tracking/tracking.hooks.js';
import { MailEventIntake } from '../modules/tracking/tracking.intake.js';
import { TrackedRequests } from '../modules/tracking/tracking.requests.js';
import { MailSweep } from '../modules/tracking/tracking.sweep.js';
import type { Ground } from '../platform/ground.js';
import type { Mailer } from '../platform/mail/mailer.js';

/** What comes back of the mail that was sent. */
export function trackingServices(ground: Ground, mailer: Mailer, suppressions: SuppressionService) {
  const intake = new MailEventIntake(ground);
  return {
    postmarkHooks: new PostmarkHooks(ground, intake),
    trackedRequests: new TrackedRequests(ground, intake),
    mailEventApplying: new MailEventApplying(ground, suppressions),
    mailSweep: new MailSweep(ground, mailer, intake),
  };
}
