import { Arg, Ctx, Extensions, ID, Mutation, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context.js';
import { csvText } from '../../../platform/csv/csv-source.js';
import { payload } from '../../../platform/graphql/payload.js';
import type { LeadImporter, LeadImportUndo } from '../lead.import.js';
import { ImportLeadsInput, ImportLeadsPayload, UndoLeadImportPayload } from './lead-import.type.js';

/** GraphQL door of imports. */
@Resolver()
export class LeadImportResolver {
  constructor(
    private readonly imports: LeadImporter,
    private readonly undos: LeadImportUndo,
  ) {}

  @Extensions({ permission: 'lead:import' })
  @Mutation(() => ImportLeadsPayload, { description: 'Adds leads from CSV; a file that was broken off is taken up.' })
  importLeads(@Arg('input', () => ImportLeadsInput) { csv, ...options }: ImportLeadsInput, @Ctx() ctx: RequestContext) {
    return payload(async () => ({ leadImport: await this.imports.run(ctx, csvText(csv), options) }));
  }

  @Extensions({ permission: 'lead:import' })
  @Mutation(() => UndoLeadImportPayload, { description: 'Takes an import back, except for leads worked on since.' })
  undoLeadImport(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext) {
    return payload(() => this.undos.undo(ctx, id));
  }
}
