import type { Permission } from '../access/role-matrix.js';
import type { AuditChanges } from '../audit/audit-entry.js';
import type { UnitOfWork } from '../use-case.js';
import type { MergeFields } from './merge-plan.js';

/** What a merge itself changes of a row. */
export interface MergeableRow {
  id: string;
  practiceId: string;
  updatedAt: Date;
  assignedToId?: string | null;
  createdById?: string | null;
  deletedAt?: Date | null;
}

/** A row as it stood: its fields in the clear, and the very texts of its sealed columns. */
export interface RowState {
  fields: Record<string, unknown>;
  sealed: Record<string, string | null>;
}

/** What merging needs to know of a noun; the rest is the same for all. */
export interface MergeNoun<Row extends MergeableRow, Field extends string> {
  /** `LEAD`: its merges stand in `lead_merges`, its events are LEAD_MERGED, LEAD_DELETED and LEAD_UNMERGED. */
  objectType: string;
  /** `Leads`: its use cases are mergeLeads and unmergeLeads. */
  plural: string;
  permission: Permission;
  table: string;
  fields: MergeFields<Field>;
  /** Fields that hold times, which come back from a snapshot as texts. */
  times: readonly string[];
  /** The row, locked. @throws NotFoundError when it is not there, ForbiddenError when it is not this viewer's. */
  lock(unit: UnitOfWork, id: string, path: string[]): Promise<Row>;
  /** The row of this practice, a deleted one too, locked. */
  lockAny(unit: UnitOfWork, id: string): Promise<Row | null>;
  /** Refuses rows that may not be merged, by a ConflictError. */
  assertMergeable?(unit: UnitOfWork, rows: Row[]): Promise<void>;
  /** Why the merged row can no longer be parted; null when it can. */
  obstacleTo?(row: Row): string | null;
  /** All fields in the clear. */
  values(row: Row): Record<string, unknown>;
  /** All that a merge may change, sealed texts too. */
  state(row: Row): RowState;
  /** Gives the row the merged values; answers what changed. */
  settle(row: Row, duplicates: Row[], values: Record<string, unknown>): AuditChanges;
  /** Gives the row these former values again. */
  restore(row: Row, values: Record<string, unknown>, before: RowState): void;
}

export const wordOf = ({ objectType }: { objectType: string }): string => objectType.toLowerCase();
