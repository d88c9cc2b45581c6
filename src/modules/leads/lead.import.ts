import type { ImportNoun } from '../../platform/importing/import-noun.js';
import type { ImportUndo } from '../../platform/importing/import-undo.js';
import type { Importer } from '../../platform/importing/importer.js';
import { type Dependent, hasDependents } from '../../platform/merging/dependents.js';
import { useCasesOf } from '../../platform/use-case.js';
import { attribute } from './lead.attribution.js';
import { leadColumns } from './lead.columns.js';
import { leadIdentity } from './lead.duplicates.js';
import { Lead } from './lead.entity.js';
import { CreateLead, type CreateLeadInput } from './lead.rules.js';
import type { LeadService } from './lead.service.js';

export type LeadImporter = Importer<CreateLeadInput, Lead>;
export type LeadImportUndo = ImportUndo;

const useCase = useCasesOf('LEAD');

/** Why an undo leaves a lead: someone has changed it, converted it, or written about it. */
export const keepReasons = ['CHANGED', 'CONVERTED', 'IN_USE'] as const;

/** Leads as their files know them. */
export const importableLeads = (
  leads: LeadService,
  dependents: readonly Dependent[],
): ImportNoun<CreateLeadInput, Lead> => ({
  word: 'lead',
  entity: Lead,
  identity: leadIdentity,
  columns: leadColumns,
  rules: CreateLead,
  importing: useCase('importLeads', 'lead:import', 'IMPORT'),
  undoing: useCase('undoLeadImport', 'lead:import', 'UNDO'),
  references: [
    { field: 'assignedToId', table: 'staff_members', where: 'is_active', what: 'active member of staff' },
    { field: 'referredById', table: 'contacts', where: 'deleted_at is null', what: 'contact' },
    { field: 'campaignId', table: 'campaigns', where: 'deleted_at is null', what: 'campaign' },
  ],
  draft: (ctx, input) => leads.draft(ctx, input),
  complete: async (unit, entries) => {
    for (const { draft, input } of entries) if (input.campaignId === undefined) await attribute(unit, draft);
  },
  kept: `case
    when t.status = 'CONVERTED' or exists (select 1 from lead_conversions c where c.lead_id = t.id) then 'CONVERTED'
    when t.version > 1 then 'CHANGED'
    when ${hasDependents(dependents)} then 'IN_USE'
    end`,
});
