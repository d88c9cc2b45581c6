import { Arg, Ctx, Extensions, ID, Mutation, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context.js';
import { csvText } from '../../../platform/csv/csv-source.js';
import { payload } from '../../../platform/graphql/payload.js';
import type { ContactExport } from '../contact.export.js';
import type { ContactImporter, ContactImportUndo } from '../contact.import.js';
import {
  ContactExportType,
  ImportContactsInput,
  ImportContactsPayload,
  UndoContactImportPayload,
} from './contact-files.type.js';
import { ContactFilter } from './contact-list.inputs.js';

/** GraphQL door of files of contacts. */
@Resolver()
export class ContactFilesResolver {
  constructor(
    private readonly imports: ContactImporter,
    private readonly undos: ContactImportUndo,
    private readonly exports: ContactExport,
  ) {}

  @Extensions({ permission: 'contact:import' })
  @Mutation(() => ImportContactsPayload, {
    description: 'Adds contacts from CSV; a file that was broken off is taken up.',
  })
  importContacts(
    @Arg('input', () => ImportContactsInput) { csv, ...options }: ImportContactsInput,
    @Ctx() ctx: RequestContext,
  ) {
    return payload(async () => ({ contactImport: await this.imports.run(ctx, csvText(csv), options) }));
  }

  @Extensions({ permission: 'contact:import' })
  @Mutation(() => UndoContactImportPayload, {
    description: 'Takes an import back, except for contacts worked on since.',
  })
  undoContactImport(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext) {
    return payload(() => this.undos.undo(ctx, id));
  }

  @Extensions({ permission: 'contact:export' })
  @Query(() => ContactExportType, { description: 'Contacts as CSV; REST sends long lists as they are read.' })
  async exportContacts(
    @Arg('filter', () => ContactFilter, { nullable: true }) filter: ContactFilter | null,
    @Ctx() ctx: RequestContext,
  ): Promise<ContactExportType> {
    let csv = '';
    for await (const part of await this.exports.exportContacts(ctx, { filter })) csv += part;
    return { csv };
  }
}
