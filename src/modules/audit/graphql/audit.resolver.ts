import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, Extensions, Info, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context.js';
import { selectionOf } from '../../../platform/graphql/selection.js';
import type { AuditQueries } from '../audit.queries.js';
import type { AuditVerifications } from '../audit.verification.js';
import { AuditLogArgs, DisclosuresArgs } from './audit.inputs.js';
import { AuditEntryConnectionType, AuditVerificationType } from './audit.type.js';

/** The GraphQL door of the audit log. */
@Resolver()
export class AuditResolver {
  constructor(
    readonly queries: AuditQueries,
    readonly verifications: AuditVerifications,
  ) {}

  @Extensions({ permission: 'audit:read' })
  @Query(() => AuditEntryConnectionType, { description: "The practice's audit log, newest first." })
  auditLog(@Ctx() ctx: RequestContext, @Args(() => AuditLogArgs) args: AuditLogArgs, @Info() info: GraphQLResolveInfo) {
    return this.queries.list(ctx, args, selectionOf(info));
  }

  @Extensions({ permission: 'audit:read' })
  @Query(() => AuditEntryConnectionType, {
    description:
      'Accounting of disclosures: who saw, exported, was handed or mailed by one person’s record, newest first.',
  })
  disclosures(
    @Ctx() ctx: RequestContext,
    @Args(() => DisclosuresArgs) { personId, ...page }: DisclosuresArgs,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.queries.disclosures(ctx, personId, page, selectionOf(info));
  }

  @Extensions({ permission: 'audit:read' })
  @Query(() => AuditVerificationType, {
    description: "Checks the whole log and names the first row that was touched behind the application's back.",
  })
  verifyAuditLog(@Ctx() ctx: RequestContext) {
    return this.verifications.verify(ctx);
  }
}
