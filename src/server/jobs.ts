import { leaveSegments } from '../modules/campaigns/campaign.dependents.js';
import { purgeDeletedCampaigns } from '../modules/campaigns/campaign.purge.js';
import { indexContactAddresses } from '../modules/contacts/contact.address-index.js';
import { leaveOrganizations } from '../modules/contacts/contact.organizations.js';
import { purgeDeletedContacts } from '../modules/contacts/contact.purge.js';
import {
  leaveCampaigns,
  leaveMailedSegments,
  leaveTemplates,
} from '../modules/email-campaigns/email-campaign.dependents.js';
import { purgeDeletedEmailCampaigns } from '../modules/email-campaigns/email-campaign.purge.js';
import { forgetFormAttempts } from '../modules/leads/lead.form-limits.js';
import { purgeDeletedLeads } from '../modules/leads/lead.purge.js';
import { purgeDeletedOrganizations } from '../modules/organizations/organization.purge.js';
import { purgeDeletedReferrals } from '../modules/referrals/referral.purge.js';
import { purgeDeletedSegments } from '../modules/segments/segment.purge.js';
import { purgeDeletedTasks } from '../modules/tasks/task.purge.js';
import { purgeDeletedTemplates } from '../modules/templates/template.purge.js';
import { forgetMailEvents } from '../modules/tracking/tracking.retention.js';
import { purgeAudit } from '../platform/audit/audit-retention.js';
import { auditKey } from '../platform/audit/audit-row.js';
import { purgeOutbox } from '../platform/events/outbox-retention.js';
import { purgeIdempotencyKeys } from '../platform/idempotency/idempotency.js';
import type { Jobs } from '../platform/jobs/jobs.js';
import { aboveContacts, aboveLeads } from './dependents.js';
import type { Services } from './services.js';

/** Everything that happens without anyone asking; each noun adds its lines. */
export function defineJobs(jobs: Jobs, services: Services): void {
  const { ground, reminderFiring, leadConversion, counters, notifications, sessions, signIn, webhookSender } = services;
  const { config, clock, database } = ground;
  jobs.define('forgetIdempotencyKeys', {
    cron: '17 * * * *',
    handler: () => purgeIdempotencyKeys(ground),
  });
  jobs.define('forgetEvents', {
    cron: '23 * * * *',
    handler: () => purgeOutbox(database, clock),
  });
  jobs.define('forgetAuditRows', {
    cron: '41 3 * * *',
    handler: () => purgeAudit({ database, clock, key: auditKey(config.blindIndexKey) }),
  });
  jobs.define('forgetSignIns', {
    cron: '53 * * * *',
    handler: () => Promise.all([signIn.throttle.sweep(), sessions.forgetEnded()]),
  });
  if (config.messaging)
    jobs.define('handOnNotifications', { everySeconds: 10, handler: () => notifications.deliver() });
  jobs.define('fireReminders', { everySeconds: 1, handler: () => reminderFiring.fireDue() });
  jobs.define('sendWebhooks', { everySeconds: 1, handler: () => webhookSender.send() });
  jobs.define('forgetWebhookDeliveries', { cron: '29 3 * * *', handler: () => webhookSender.forget() });
  jobs.define('resumeConversions', { everySeconds: 2, handler: () => leadConversion.resumeDue() });
  jobs.define('indexContactAddresses', { everySeconds: 30, handler: () => indexContactAddresses(ground) });
  jobs.define('purgeContacts', { cron: '13 4 * * *', handler: () => purgeDeletedContacts(ground, aboveContacts) });
  jobs.define('purgeOrganizations', {
    cron: '19 4 * * *',
    handler: () => purgeDeletedOrganizations(ground, [leaveOrganizations]),
  });
  jobs.define('raiseLeadTasks', { everySeconds: 5, handler: () => services.leadRaisedTasks.raiseDue() });
  jobs.define('raiseReferralTasks', { everySeconds: 5, handler: () => services.referralRaisedTasks.raiseDue() });
  jobs.define('purgeReferrals', { cron: '7 4 * * *', handler: () => purgeDeletedReferrals(ground) });
  jobs.define('purgeTasks', { cron: '3 4 * * *', handler: () => purgeDeletedTasks(ground) });
  jobs.define('purgeLeads', { cron: '11 4 * * *', handler: () => purgeDeletedLeads(ground, aboveLeads) });
  jobs.define('runCampaignSteps', { everySeconds: 2, handler: () => services.automationRunner.run() });
  jobs.define('runCampaignSchedule', { everySeconds: 10, handler: () => services.campaignSchedule.run() });
  jobs.define('runEmailCampaignSchedule', { everySeconds: 5, handler: () => services.emailCampaignSchedule.run() });
  jobs.define('refreshCampaignAudiences', { everySeconds: 30, handler: () => services.liveAudiences.refresh() });
  jobs.define('purgeSegments', {
    cron: '31 4 * * *',
    handler: () => purgeDeletedSegments(ground, [...leaveSegments, leaveMailedSegments]),
  });
  jobs.define('purgeEmailTemplates', {
    cron: '33 4 * * *',
    handler: () => purgeDeletedTemplates(ground, [leaveTemplates]),
  });
  jobs.define('purgeCampaigns', { cron: '29 4 * * *', handler: () => purgeDeletedCampaigns(ground, [leaveCampaigns]) });
  jobs.define('purgeEmailCampaigns', { cron: '37 4 * * *', handler: () => purgeDeletedEmailCampaigns(ground) });
  if (config.postmark.serverToken)
    jobs.define('sweepMailProvider', { cron: '43 2 * * *', handler: () => services.mailSweep.run() });
  jobs.define('forgetMailEvents', { cron: '47 4 * * *', handler: () => forgetMailEvents(ground) });
  jobs.define('forgetFormAttempts', { cron: '37 * * * *', handler: () => forgetFormAttempts(ground) });
  jobs.define('tallyMail', { everySeconds: 2, handler: () => services.mailTallies.fold() });
  jobs.define('recutStatistics', { everySeconds: 5, handler: () => counters.recut() });
  jobs.define('foldStatistics', { everySeconds: 2, handler: () => counters.fold() });
}
