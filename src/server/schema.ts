import 'reflect-metadata';
import { assertValidSchema, type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';
import { buildSchemaSync, type ClassType, getMetadataStorage, type NonEmptyArray } from 'type-graphql';
import { AuditResolver } from '../modules/audit/graphql/audit.resolver.js';
import { CampaignResolver } from '../modules/campaigns/graphql/campaign.resolver.js';
import { CampaignAutomationResolver } from '../modules/campaigns/graphql/campaign-automation.resolver.js';
import { CampaignLedgerResolver } from '../modules/campaigns/graphql/campaign-ledger.resolver.js';
import { CampaignMachineResolver } from '../modules/campaigns/graphql/campaign-machine.resolver.js';
import { CampaignMetricsResolver } from '../modules/campaigns/graphql/campaign-metrics.resolver.js';
import { CampaignStatisticsResolver } from '../modules/campaigns/graphql/campaign-statistics.resolver.js';
import { ClientResolver } from '../modules/clients/graphql/client.resolver.js';
import { ConsentResolver } from '../modules/consents/graphql/consent.resolver.js';
import { ContactResolver } from '../modules/contacts/graphql/contact.resolver.js';
import { ContactFilesResolver } from '../modules/contacts/graphql/contact-files.resolver.js';
import { ContactMergeResolver } from '../modules/contacts/graphql/contact-merge.resolver.js';
import { ContactStatisticsResolver } from '../modules/contacts/graphql/contact-statistics.resolver.js';
import { DeliveryResolver } from '../modules/deliveries/graphql/delivery.resolver.js';
import { EmailCampaignResolver } from '../modules/email-campaigns/graphql/email-campaign.resolver.js';
import { EmailCampaignMachineResolver } from '../modules/email-campaigns/graphql/email-campaign-machine.resolver.js';
import { EmailCampaignMetricsResolver } from '../modules/email-campaigns/graphql/email-campaign-metrics.resolver.js';
import { EmailCampaignPreviewResolver } from '../modules/email-campaigns/graphql/email-campaign-preview.resolver.js';
import { EmailCampaignStatisticsResolver } from '../modules/email-campaigns/graphql/email-campaign-statistics.resolver.js';
import { LeadResolver } from '../modules/leads/graphql/lead.resolver.js';
import { LeadChangesResolver } from '../modules/leads/graphql/lead-changes.resolver.js';
import { LeadConversionResolver } from '../modules/leads/graphql/lead-conversion.resolver.js';
import { LeadExportResolver } from '../modules/leads/graphql/lead-export.resolver.js';
import { LeadImportResolver } from '../modules/leads/graphql/lead-import.resolver.js';
import { LeadInteractionResolver } from '../modules/leads/graphql/lead-interaction.resolver.js';
import { LeadMergeResolver } from '../modules/leads/graphql/lead-merge.resolver.js';
import { LeadStatisticsResolver } from '../modules/leads/graphql/lead-statistics.resolver.js';
import { OrganizationResolver } from '../modules/organizations/graphql/organization.resolver.js';
import { SubtaskResolver } from '../modules/tasks/graphql/subtask.resolver.js';
import { TaskResolver } from '../modules/tasks/graphql/task.resolver.js';
import { TaskChangesResolver } from '../modules/tasks/graphql/task-changes.resolver.js';
import { TaskCompletionResolver } from '../modules/tasks/graphql/task-completion.resolver.js';
import { TaskStatisticsResolver } from '../modules/tasks/graphql/task-statistics.resolver.js';
import '../modules/referrals/graphql/contact-referral-statistics.type.js';
import { PracticeResolver } from '../modules/practices/graphql/practice.resolver.js';
import { ReferralResolver } from '../modules/referrals/graphql/referral.resolver.js';
import { SegmentResolver } from '../modules/segments/graphql/segment.resolver.js';
import { SegmentPeopleResolver } from '../modules/segments/graphql/segment-people.resolver.js';
import { ApiKeyResolver } from '../modules/staff/graphql/api-key.resolver.js';
import { NotificationResolver } from '../modules/staff/graphql/notification.resolver.js';
import { SecondFactorResolver } from '../modules/staff/graphql/second-factor.resolver.js';
import { SessionResolver } from '../modules/staff/graphql/session.resolver.js';
import { StaffResolver } from '../modules/staff/graphql/staff.resolver.js';
import { MailTopicResolver } from '../modules/suppressions/graphql/mail-topic.resolver.js';
import { SuppressionResolver } from '../modules/suppressions/graphql/suppression.resolver.js';
import { TagResolver } from '../modules/tags/graphql/tag.resolver.js';
import { TemplateResolver } from '../modules/templates/graphql/template.resolver.js';
import { WebhookResolver } from '../modules/webhooks/graphql/webhook.resolver.js';
import type { RequestContext } from '../platform/context.js';
import { DateTime } from '../platform/graphql/scalars.js';
import { openerOf } from '../platform/graphql/stream.js';
import type { Services } from './services.js';
import { fence, type OnRefusal } from './shield.js';

// biome-ignore lint/suspicious/noExplicitAny: resolver classes differ in what they are built from
type ResolverClass = new (...services: any[]) => object;

/** A resolver class and how its one instance is built. */
export interface Door {
  type: ResolverClass;
  open: (services: Services) => object;
}

/** The GraphQL door of every noun; each adds its line. */
export const doors: readonly Door[] = [
  { type: PracticeResolver, open: s => new PracticeResolver(s.practices, s.practiceQueries) },
  { type: AuditResolver, open: s => new AuditResolver(s.auditQueries, s.auditVerifications) },
  { type: StaffResolver, open: s => new StaffResolver(s.staff, s.staffQueries) },
  { type: SessionResolver, open: s => new SessionResolver(s.signIn, s.sessions, s.staffQueries) },
  { type: SecondFactorResolver, open: s => new SecondFactorResolver(s.secondFactor, s.staffQueries) },
  { type: ApiKeyResolver, open: s => new ApiKeyResolver(s.apiKeys, s.staffQueries) },
  { type: ConsentResolver, open: s => new ConsentResolver(s.consents, s.consentQueries) },
  { type: SuppressionResolver, open: s => new SuppressionResolver(s.suppressionList, s.suppressionQueries) },
  { type: MailTopicResolver, open: s => new MailTopicResolver(s.mailTopics, s.mailTopicQueries) },
  { type: ClientResolver, open: s => new ClientResolver(s.clientQueries) },
  { type: OrganizationResolver, open: s => new OrganizationResolver(s.organizations, s.organizationQueries) },
  {
    type: ContactResolver,
    open: s => new ContactResolver(s.contacts, s.contactQueries, s.contactInteractions, s.contactDuplicates),
  },
  {
    type: ContactMergeResolver,
    open: s => new ContactMergeResolver(s.contactDuplicates, s.contactMerging, s.contactUnmerging, s.contactQueries),
  },
  {
    type: ContactFilesResolver,
    open: s => new ContactFilesResolver(s.contactImport, s.contactImportUndo, s.contactExport),
  },
  { type: LeadResolver, open: s => new LeadResolver(s.leads, s.leadQueries, s.leadDuplicates) },
  {
    type: LeadInteractionResolver,
    open: s => new LeadInteractionResolver(s.leadInteractions, s.leadBreakGlass, s.leadQueries),
  },
  {
    type: LeadMergeResolver,
    open: s => new LeadMergeResolver(s.leadDuplicates, s.leadMerging, s.leadUnmerging, s.leadQueries),
  },
  { type: TagResolver, open: s => new TagResolver(s.tags, s.tagQueries) },
  { type: LeadChangesResolver, open: s => new LeadChangesResolver(s.leadChanges) },
  { type: LeadConversionResolver, open: s => new LeadConversionResolver(s.leadConversion, s.leadQueries) },
  { type: LeadStatisticsResolver, open: s => new LeadStatisticsResolver(s.leadStatistics) },
  { type: TaskResolver, open: s => new TaskResolver(s.tasks, s.taskQueries) },
  { type: TaskCompletionResolver, open: s => new TaskCompletionResolver(s.taskCompletion, s.taskQueries) },
  { type: SubtaskResolver, open: s => new SubtaskResolver(s.subtasks, s.taskQueries) },
  { type: TaskChangesResolver, open: s => new TaskChangesResolver(s.taskChanges) },
  { type: TaskStatisticsResolver, open: s => new TaskStatisticsResolver(s.taskStatistics) },
  { type: ContactStatisticsResolver, open: s => new ContactStatisticsResolver(s.contactStatistics) },
  { type: CampaignStatisticsResolver, open: s => new CampaignStatisticsResolver(s.campaignStatistics) },
  {
    type: EmailCampaignStatisticsResolver,
    open: s => new EmailCampaignStatisticsResolver(s.emailCampaignStatistics),
  },
  { type: LeadImportResolver, open: s => new LeadImportResolver(s.leadImport, s.leadImportUndo) },
  { type: LeadExportResolver, open: s => new LeadExportResolver(s.leadExport) },
  { type: SegmentResolver, open: s => new SegmentResolver(s.segments, s.segmentQueries) },
  {
    type: SegmentPeopleResolver,
    open: s =>
      new SegmentPeopleResolver(
        s.segmentFields,
        s.segmentPreviews,
        s.segmentExplanations,
        s.segmentMembers,
        s.segmentQueries,
      ),
  },
  {
    type: TemplateResolver,
    open: s => new TemplateResolver(s.templates, s.templateQueries, s.messagePreviews),
  },
  { type: DeliveryResolver, open: s => new DeliveryResolver(s.deliveryResolutions, s.deliveryQueries) },
  { type: CampaignResolver, open: s => new CampaignResolver(s.campaigns, s.campaignQueries) },
  { type: CampaignMachineResolver, open: s => new CampaignMachineResolver(s.campaignMachine, s.campaignQueries) },
  {
    type: CampaignLedgerResolver,
    open: s => new CampaignLedgerResolver(s.campaignRecipients, s.campaignExpenses, s.campaignQueries),
  },
  {
    type: CampaignAutomationResolver,
    open: s => new CampaignAutomationResolver(s.campaignAutomation, s.automationQueries, s.campaignQueries),
  },
  { type: CampaignMetricsResolver, open: s => new CampaignMetricsResolver(s.campaignMetrics) },
  { type: EmailCampaignResolver, open: s => new EmailCampaignResolver(s.emailCampaigns, s.emailCampaignQueries) },
  {
    type: EmailCampaignMachineResolver,
    open: s => new EmailCampaignMachineResolver(s.emailCampaignMachine, s.emailCampaignQueries),
  },
  { type: EmailCampaignMetricsResolver, open: s => new EmailCampaignMetricsResolver(s.emailCampaignMetrics) },
  {
    type: EmailCampaignPreviewResolver,
    open: s => new EmailCampaignPreviewResolver(s.emailCampaignPreviews, s.emailCampaignTests, s.emailCampaignQueries),
  },
  { type: WebhookResolver, open: s => new WebhookResolver(s.webhooks, s.webhookQueries) },
  {
    type: ReferralResolver,
    open: s => new ReferralResolver(s.referrals, s.referralOutcomes, s.referralQueries),
  },
  { type: NotificationResolver, open: s => new NotificationResolver(s.notifications) },
];

type Instances = (type: object) => Record<string, (...args: unknown[]) => unknown>;

/** Gives each subscription that names a method by `openedBy` that method of its resolver's instance. */
function bindStreams(schema: GraphQLSchema, resolvers: readonly object[], instanceOf: Instances): void {
  const fields = schema.getSubscriptionType()?.getFields() ?? {};
  for (const handler of getMetadataStorage().subscriptions) {
    const method = openerOf(handler.subscribe);
    const field = fields[handler.schemaName];
    if (!field || !method || !resolvers.includes(handler.target)) continue;
    field.subscribe = (_root, args, ctx: RequestContext, info) => instanceOf(handler.target)[method]?.(ctx, args, info);
  }
}

const noPubSub = { publish: () => undefined, subscribe: () => ({}) as AsyncIterable<never> & { [key: string]: never } };

/** The schema of these doors, without the fence; `instanceOf` finds a resolver's instance at each call. */
export function plainSchema(types: readonly ResolverClass[], instanceOf: Instances): GraphQLSchema {
  // A field that only reads a property needs no resolver of its own: graphql-js' default one is far cheaper.
  for (const type of getMetadataStorage().objectTypes) type.simpleResolvers ??= true;
  const schema = buildSchemaSync({
    resolvers: types as unknown as NonEmptyArray<ClassType>,
    container: { get: type => instanceOf(type) },
    scalarsMap: [{ type: Date, scalar: DateTime }],
    validate: false,
    pubSub: noPubSub as never,
    // It asks the schema for all of itself at each start; what is emitted is checked instead.
    skipCheck: true,
  });
  bindStreams(schema, types, instanceOf);
  return schema;
}

/** The schema that answers calls: every root field behind the fence, every door over these services. */
export function serverSchema(services: Services, onRefusal: OnRefusal, from: readonly Door[] = doors): GraphQLSchema {
  const instances = new Map<object, object>(from.map(door => [door.type, door.open(services)]));
  const instanceOf: Instances = type => instances.get(type) as ReturnType<Instances>;
  return fence(
    plainSchema(
      from.map(door => door.type),
      instanceOf,
    ),
    onRefusal,
  );
}

/** The schema as it is committed in schema/schema.graphql: sorted, so that a change shows where it is. */
export function emittedSchema(): string {
  const types = doors.map(door => door.type);
  const schema = plainSchema(types, () => ({}));
  assertValidSchema(schema);
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}
