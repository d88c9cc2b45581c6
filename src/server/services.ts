import { BuiltInScheduling } from '../modules/appointments/appointment.built-in-scheduling.js';
import { HttpScheduling } from '../modules/appointments/appointment.http-scheduling.js';
import { AppointmentService } from '../modules/appointments/appointment.service.js';
import { AuditQueries } from '../modules/audit/audit.queries.js';
import { AuditVerifications } from '../modules/audit/audit.verification.js';
import { tagsOfCampaigns } from '../modules/campaigns/campaign.tag-use.js';
import { BuiltInClientDirectory } from '../modules/clients/client.built-in-directory.js';
import { HttpClientDirectory } from '../modules/clients/client.http-directory.js';
import { ClientQueries } from '../modules/clients/client.queries.js';
import { ClientService } from '../modules/clients/client.service.js';
import type { ConsentService } from '../modules/consents/consent.service.js';
import { BuiltInBilling } from '../modules/insurance/insurance.built-in-billing.js';
import { HttpBilling } from '../modules/insurance/insurance.http-billing.js';
import { InsuranceService } from '../modules/insurance/insurance.service.js';
import { LeadBreakGlass } from '../modules/leads/lead.break-glass.js';
import { LeadCapture } from '../modules/leads/lead.capture.js';
import { LeadChanges } from '../modules/leads/lead.changes.js';
import { LeadConversion } from '../modules/leads/lead.conversion.js';
import { duplicateLeads } from '../modules/leads/lead.duplicates.js';
import { LeadExport } from '../modules/leads/lead.export.js';
import { importableLeads } from '../modules/leads/lead.import.js';
import { LeadInteractions } from '../modules/leads/lead.interactions.js';
import { mergeableLeads } from '../modules/leads/lead.merge.js';
import { PersonExport } from '../modules/leads/lead.person-export.js';
import { LeadQueries } from '../modules/leads/lead.queries.js';
import { LeadRaisedTasks } from '../modules/leads/lead.raised-tasks.js';
import { LeadReferrers } from '../modules/leads/lead.referrers.js';
import { leadAsRelated } from '../modules/leads/lead.relations.js';
import { LeadService } from '../modules/leads/lead.service.js';
import { PracticeQueries } from '../modules/practices/practice.queries.js';
import { PracticeService } from '../modules/practices/practice.service.js';
import { ReferralOutcomes } from '../modules/referrals/referral.outcome.js';
import { ReferralQueries } from '../modules/referrals/referral.queries.js';
import { ReferralRaisedTasks } from '../modules/referrals/referral.raised-tasks.js';
import { ReferralService } from '../modules/referrals/referral.service.js';
import { rulesThatHold } from '../modules/segments/segment.person-holding.js';
import { tagsOfSegments } from '../modules/segments/segment.tag-use.js';
import { ApiKeys } from '../modules/staff/staff.api-keys.js';
import { Authenticator } from '../modules/staff/staff.authenticator.js';
import { FirstOwnerAccount } from '../modules/staff/staff.first-owner.js';
import { Liveness } from '../modules/staff/staff.liveness.js';
import { BuiltInMessaging, HttpMessaging } from '../modules/staff/staff.messaging.js';
import { StaffNotifications } from '../modules/staff/staff.notifications.js';
import { Passwords } from '../modules/staff/staff.passwords.js';
import { StaffQueries } from '../modules/staff/staff.queries.js';
import { SecondFactor } from '../modules/staff/staff.second-factor.js';
import { StaffService } from '../modules/staff/staff.service.js';
import { StaffSessions } from '../modules/staff/staff.sessions.js';
import { StaffSignIn } from '../modules/staff/staff.sign-in.js';
import { SignInThrottle } from '../modules/staff/staff.throttle.js';
import { AccessTokens } from '../modules/staff/staff.tokens.js';
import { tellingOfSuppressed } from '../modules/suppressions/suppression.imports.js';
import { TagQueries } from '../modules/tags/tag.queries.js';
import { TagService } from '../modules/tags/tag.service.js';
import { WebhookQueries } from '../modules/webhooks/webhook.queries.js';
import { WebhookSender } from '../modules/webhooks/webhook.sender.js';
import { WebhookService } from '../modules/webhooks/webhook.service.js';
import type { ExternalModule } from '../platform/config.js';
import { EventHub } from '../platform/events/hub.js';
import type { Ground } from '../platform/ground.js';
import { ImportUndo } from '../platform/importing/import-undo.js';
import { Importer } from '../platform/importing/importer.js';
import { DuplicateSearch } from '../platform/merging/duplicate-search.js';
import { Merging } from '../platform/merging/merging.js';
import { Unmerging } from '../platform/merging/unmerging.js';
import { ModuleCaller } from '../platform/ports/module-caller.js';
import { campaignServices } from './campaign-services.js';
import { contactServices } from './contact-services.js';
import { leadDependents } from './dependents.js';
import { emailCampaignServices, stepMail } from './email-campaign-services.js';
import { eventTypes } from './event-types.js';
import { mailServices } from './mail-services.js';
import { segmentServices } from './segment-services.js';
import { senderServices } from './sender-services.js';
import { statistics } from './statistics.js';
import { suppressionServices } from './suppression-services.js';
import { type TaskServices, taskServices } from './task-services.js';
import { templateServices } from './template-services.js';
import { trackingServices } from './tracking-services.js';

/** Every service of the house, built once per process with plain constructors; each noun adds its lines. */
export function buildServices(ground: Ground) {
  const events = new EventHub(ground);
  const accounts = identity(ground);
  const work = taskServices(ground, events, accounts.notifications);
  const permits = suppressionServices(ground);
  const inquiries = leads(ground, events, accounts.notifications, work, permits.consents);
  const people = contactServices(ground, work);
  const [mail, groups] = [mailServices(ground), segmentServices(ground)];
  const messages = templateServices(ground, { ...inquiries, ...people });
  return {
    ground,
    ...statistics(ground),
    ...mail,
    ...trackingServices(ground, mail.mailer, permits.suppressions),
    ...auditing(ground),
    ...accounts,
    ...webhooks(ground),
    ...work,
    ...people,
    ...inquiries,
    ...messages,
    ...permits,
    ...referrals(ground, permits, work),
    events,
    ...conversion(ground),
    ...groups,
    ...senderServices(ground, mail.mailer, groups.segmentAudience),
    ...campaignServices(ground, events, {
      ...{ ...work, ...people, ...inquiries },
      stepMail: stepMail(ground, groups.segmentAudience),
    }),
    ...emailCampaignServices(ground, { ...mail, ...permits, ...messages, ...work, ...groups }),
    ...leadFiles(ground, inquiries.leads),
  };
}

export type Services = ReturnType<typeof buildServices>;

const auditing = (ground: Ground) => ({
  auditQueries: new AuditQueries(ground),
  auditVerifications: new AuditVerifications(ground),
});

function identity(ground: Ground) {
  const { config, clock } = ground;
  const messaging = config.messaging
    ? new HttpMessaging(new ModuleCaller('Messaging', config.messaging, config.integrationTimeoutMs))
    : new BuiltInMessaging();
  const liveness = new Liveness(ground);
  const passwords = new Passwords(config.passwordCost);
  const tokens = new AccessTokens(config.tokenSigningKey, clock);
  const sessions = new StaffSessions(ground, tokens, liveness);
  const throttle = new SignInThrottle(ground);
  const secondFactor = new SecondFactor(ground, throttle);
  const practiceQueries = new PracticeQueries(ground);
  return {
    authenticator: new Authenticator(ground, tokens, liveness),
    practices: new PracticeService(ground, new FirstOwnerAccount(ground, passwords)),
    practiceQueries,
    staff: new StaffService(ground, passwords, sessions, liveness),
    staffQueries: new StaffQueries(ground, practiceQueries),
    signIn: new StaffSignIn(ground, passwords, throttle, secondFactor, sessions, liveness),
    secondFactor,
    sessions,
    apiKeys: new ApiKeys(ground, liveness),
    notifications: new StaffNotifications(ground, messaging),
  };
}

const webhooks = (ground: Ground) => ({
  webhooks: new WebhookService(ground, eventTypes),
  webhookQueries: new WebhookQueries(ground),
  webhookSender: new WebhookSender(ground),
});

/** Leads and what is said with them. */
function leads(
  ground: Ground,
  events: EventHub,
  notifications: StaffNotifications,
  work: TaskServices,
  consents: ConsentService,
) {
  const raisedTasks = new LeadRaisedTasks(ground, work.taskRaising);
  const [leadService, leadQueries] = [new LeadService(ground, raisedTasks), new LeadQueries(ground)];
  const mergeable = mergeableLeads(ground.cipher);
  const leadInteractions = new LeadInteractions(ground, work.followUps, raisedTasks);
  work.relatedNouns.add(leadAsRelated(leadInteractions));
  return {
    leads: leadService,
    leadRaisedTasks: raisedTasks,
    leadQueries,
    leadInteractions,
    leadDuplicates: new DuplicateSearch(ground, duplicateLeads),
    leadMerging: new Merging(ground, mergeable, leadDependents),
    leadUnmerging: new Unmerging(ground, mergeable, leadDependents),
    leadBreakGlass: new LeadBreakGlass(ground, notifications),
    leadCapture: new LeadCapture(ground, leadService, leadInteractions, consents),
    leadChanges: new LeadChanges(ground, events, leadQueries),
    tags: new TagService(ground, [tagsOfSegments(ground), tagsOfCampaigns(ground)]),
    tagQueries: new TagQueries(ground),
  };
}

/** Who sent whom, and what became of it. */
function referrals(
  ground: Ground,
  { consents }: { consents: ConsentService },
  { taskRaising }: Pick<TaskServices, 'taskRaising'>,
) {
  const raisedTasks = new ReferralRaisedTasks(ground, taskRaising);
  return {
    referrals: new ReferralService(ground, new LeadReferrers(ground), raisedTasks),
    referralOutcomes: new ReferralOutcomes(ground, consents),
    referralQueries: new ReferralQueries(ground),
    referralRaisedTasks: raisedTasks,
  };
}

/** The lead's way to a client, over the modules that the settings name or the built-in ones. */
function conversion(ground: Ground) {
  const { clients: clientModule, scheduling: schedulingModule, billing: billingModule } = ground.config;
  const caller = (name: string, address: ExternalModule) =>
    new ModuleCaller(name, address, ground.config.integrationTimeoutMs);
  const records = {
    clients: new ClientService(ground),
    appointments: new AppointmentService(ground),
    insurance: new InsuranceService(ground),
  };
  const ports = {
    clients: records.clients,
    directory: clientModule
      ? new HttpClientDirectory(caller('Client management', clientModule), records.clients)
      : new BuiltInClientDirectory(ground, records.clients),
    scheduling: schedulingModule
      ? new HttpScheduling(caller('Scheduling', schedulingModule), records.appointments)
      : new BuiltInScheduling(records.appointments),
    billing: billingModule
      ? new HttpBilling(caller('Billing', billingModule), records.insurance)
      : new BuiltInBilling(records.insurance),
  };
  return { clientQueries: new ClientQueries(ground), leadConversion: new LeadConversion(ground, ports, records) };
}

/** Leads by the file and by the number. */
function leadFiles(ground: Ground, leadService: LeadService) {
  const importable = tellingOfSuppressed(importableLeads(leadService, leadDependents));
  return {
    leadImport: new Importer(ground, importable),
    leadImportUndo: new ImportUndo(ground, importable),
    personExport: new PersonExport(ground, [rulesThatHold(ground)]),
    leadExport: new LeadExport(ground, new LeadQueries(ground)),
  };
}
