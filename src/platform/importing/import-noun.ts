import type { EntityClass } from '@mikro-orm/core';
import type { z } from 'zod';
import type { RequestContext } from '../context.js';
import type { CsvColumns } from '../csv/csv-columns.js';
import type { Identity, Query } from '../merging/duplicates.js';
import type { UnitOfWork, UseCase } from '../use-case.js';
import type { ImportIssue } from './import-ledger.js';
import type { Reference } from './references.js';

/** A new row, not yet kept anywhere. */
export interface DraftRow {
  id: string;
  importId?: string | null;
  importRow?: number | null;
}

/** A row of a file that passed the rules: its line, what it says, and what it becomes. */
export interface Entry<Input, Draft> {
  line: number;
  input: Input;
  draft: Draft;
}

/** What the import of one noun needs to know of it; the rest is the same for all. */
export interface ImportNoun<Input extends object = object, Draft extends DraftRow = DraftRow> {
  /** `lead`: what becomes of files stands in lead_imports and lead_import_issues, and a row is named as `leadId`. */
  word: string;
  entity: EntityClass<Draft>;
  /** Names the table, and the persons who are there already. */
  identity: Identity;
  columns: CsvColumns;
  rules: z.ZodType<Input>;
  importing: UseCase;
  undoing: UseCase;
  references: readonly Reference<keyof Input & string>[];
  draft(ctx: RequestContext, input: Input): Draft;
  /** Settles, when they are written, what the drafts of some rows still lack. */
  complete?(unit: UnitOfWork, entries: readonly Entry<Input, Draft>[]): Promise<void>;
  /** What a person should know of rows that are added all the same. */
  notices?(query: Query, entries: readonly Entry<Input, Draft>[]): Promise<ImportIssue[]>;
  /** SQL: why an undo leaves the row `t`, null when it does not. */
  kept: string;
}
