import type { RequestContext } from '../../platform/context.js';
import { NotFoundError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import { change, type UnitOfWork } from '../../platform/use-case.js';
import { isId } from '../../platform/validation.js';
import { ImportLedger } from './lead.import-ledger.js';

export const keepReasons = ['CHANGED', 'CONVERTED', 'IN_USE'] as const;

/** A lead that an undo leaves, and why: someone has changed it, converted it, or written about it. */
export interface KeptLead {
  leadId: string;
  reason: (typeof keepReasons)[number];
}

export interface UndoReport {
  id: string;
  removed: number;
  keptCount: number;
  /** The first of them. */
  kept: KeptLead[];
}

const batchSize = 500;
const reportedKept = 1_000;

/** Takes an import back: its leads are deleted, except those that someone has worked on since. */
export class LeadImportUndo {
  readonly #ledger: ImportLedger;
  constructor(private readonly ground: Ground) {
    this.#ledger = new ImportLedger(ground);
  }

  /** May be run again, after a crash too. Throws NotFoundError when the practice has no such import. */
  async undo(ctx: RequestContext, id: string): Promise<UndoReport> {
    const report: UndoReport = { id, removed: 0, keptCount: 0, kept: [] };
    for (let after: string | null = '00000000-0000-0000-0000-000000000000'; after; )
      after = await this.#step(ctx, report, after);
    return report;
  }

  /** Settles the next leads; answers where to go on, or null at the end. */
  #step(ctx: RequestContext, report: UndoReport, after: string): Promise<string | null> {
    const useCase = {
      operation: 'undoLeadImport',
      permission: 'lead:import',
      action: 'UNDO',
      objectType: 'LEAD',
    } as const;
    return change(this.ground, ctx, useCase, async unit => {
      // From its first step on, a run that is still going can add nothing more.
      const known = isId(report.id) && (await this.#ledger.find(ctx.practiceId, report.id));
      if (!known) throw new NotFoundError('LEAD_IMPORT');
      if (known.state !== 'UNDONE') await this.#ledger.settle(known.id, 'UNDONE');
      const leads = await this.#next(unit, report.id, after);
      const removed = leads.filter(lead => lead.reason === null).map(lead => lead.id);
      const kept = leads.flatMap(({ id, reason }) => (reason ? { leadId: id, reason } : []));
      await this.#remove(unit, removed);
      unit.record(removed, undefined, { details: { importId: report.id, kept: kept.length } });
      report.removed += removed.length;
      report.keptCount += kept.length;
      report.kept.push(...kept.slice(0, reportedKept - report.kept.length));
      return leads.length < batchSize ? null : leads.at(-1)!.id;
    });
  }

  #next(
    unit: UnitOfWork,
    importId: string,
    after: string,
  ): Promise<{ id: string; reason: KeptLead['reason'] | null }[]> {
    return unit.sql(
      `select l.id, case
         when l.status = 'CONVERTED' or exists (select 1 from lead_conversions c where c.lead_id = l.id) then 'CONVERTED'
         when l.version > 1 then 'CHANGED'
         when exists (select 1 from interactions i
             where i.practice_id = l.practice_id and i.subject_type = 'LEAD' and i.subject_id = l.id)
           or exists (select 1 from tasks t
             where t.practice_id = l.practice_id and t.related_type = 'LEAD' and t.related_id = l.id) then 'IN_USE'
         end as reason
       from leads l
       where l.practice_id = $1 and l.import_id = $2 and l.deleted_at is null and l.id > $3
       order by l.id limit ${batchSize} for update of l`,
      [unit.ctx.practiceId, importId, after],
    );
  }

  async #remove(unit: UnitOfWork, ids: string[]): Promise<void> {
    const viewer = unit.ctx.signedIn;
    await unit.sql(
      `update leads set deleted_at = $2, deleted_by_id = $3, updated_at = $2, version = version + 1 where id = any($1)`,
      [ids, this.ground.clock.now(), viewer.kind === 'SYSTEM' ? null : viewer.id],
    );
    for (const id of ids) unit.publish({ type: 'LEAD_DELETED', objectType: 'LEAD', objectId: id });
  }
}
