import { assertMayOn } from '../../platform/access/viewer.js';
import type { AuditChanges } from '../../platform/audit/audit-entry.js';
import { newId } from '../../platform/clock.js';
import type { RequestContext } from '../../platform/context.js';
import { actorId, assertVersion, lockPresent, newRow } from '../../platform/database/rows.js';
import { assertNameFree } from '../../platform/database/unique-names.js';
import { lockRestorable } from '../../platform/deletion/restoring.js';
import { ConflictError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import { normalizeName } from '../../platform/reading/words.js';
import { change, type UnitOfWork, useCasesOf } from '../../platform/use-case.js';
import { parse } from '../../platform/validation.js';
import { publishedContent } from './message.publishing.js';
import { draftFields, revisedDraft, soundDraft } from './template.draft.js';
import { EmailTemplate } from './template.entity.js';
import { CreateEmailTemplate, UpdateEmailTemplate } from './template.rules.js';

const useCase = useCasesOf('EMAIL_TEMPLATE');

/** Whom an event is of. */
const about = (objectId: string, data?: Record<string, unknown>) => ({ objectType: 'EMAIL_TEMPLATE', objectId, data });

/** Something of a noun above that is written from a template: while it needs the template, that stays. */
export interface TemplateUse {
  /** What it is called, as `email campaign`. */
  word: string;
  isUsed(unit: UnitOfWork, templateId: string): Promise<boolean>;
}

/** The only writer of templates and their versions. */
export class TemplateService {
  constructor(
    private readonly ground: Ground,
    private readonly uses: readonly TemplateUse[],
  ) {}

  /** Adds a draft. @throws ValidationError for what it may not say, ConflictError DUPLICATE. */
  create(ctx: RequestContext, raw: unknown): Promise<{ id: string }> {
    return change(this.ground, ctx, useCase('createEmailTemplate', 'emailTemplate:create', 'CREATE'), async unit => {
      const { name, purpose, ...parts } = parse(CreateEmailTemplate, raw);
      const template = Object.assign(new EmailTemplate(), {
        ...newRow(ctx, this.ground.clock.now()),
        ...{ name, nameKey: normalizeName(name), purpose },
        ...soundDraft(parts),
        isOnLegalHold: false,
      });
      await assertNameFree(unit, 'email_templates', template, 'a template');
      unit.em.persist(template);
      unit.record(template.id);
      unit.publish({ type: 'EMAIL_TEMPLATE_CREATED', ...about(template.id) });
      return { id: template.id };
    });
  }

  /** Changes the fields of the draft that are present; what was published stays. @throws as `create`, StaleVersionError. */
  update(ctx: RequestContext, id: string, raw: unknown, expectedVersion?: number | null): Promise<{ id: string }> {
    const updating = useCase('updateEmailTemplate', 'emailTemplate:update', 'UPDATE', id);
    return change(this.ground, ctx, updating, async unit => {
      const input = parse(UpdateEmailTemplate, raw);
      const template = await this.#lock(unit, id, expectedVersion);
      const changes = await this.#revise(unit, template, input);
      unit.record(template.id, changes);
      const fields = Object.keys(changes);
      if (fields.length === 0) return { id: template.id };
      template.updatedAt = this.ground.clock.now();
      unit.publish({ type: 'EMAIL_TEMPLATE_UPDATED', ...about(template.id, { fields }) });
      return { id: template.id };
    });
  }

  /** Makes a version of the draft, which stays for good. @throws ValidationError for a draft that can't be sent. */
  publish(ctx: RequestContext, id: string, expectedVersion?: number | null): Promise<{ id: string; number: number }> {
    const publishing = useCase('publishEmailTemplate', 'emailTemplate:publish', 'UPDATE', id);
    return change(this.ground, ctx, publishing, async unit => {
      const template = await this.#lock(unit, id, expectedVersion);
      const { subject, preheader, html, text, variables } = await publishedContent(draftFields(template));
      const now = this.ground.clock.now();
      const number = (template.publishedNumber ?? 0) + 1;
      const changes = { publishedNumber: { from: template.publishedNumber ?? null, to: number } };
      await unit.sql(
        `insert into email_template_versions (id, practice_id, template_id, number, published_at, published_by_id,
           subject, preheader, html, text, variables) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
        [...[newId(), ctx.practiceId, id, number, now, actorId(ctx)], ...[subject, preheader, html, text, variables]],
      );
      Object.assign(template, { publishedNumber: number, updatedAt: now });
      unit.record(template.id, changes);
      unit.publish({ type: 'EMAIL_TEMPLATE_PUBLISHED', ...about(template.id, { number }) });
      return { id: template.id, number };
    });
  }

  /** Takes a template out of sight. @throws ConflictError IN_USE while something is to be sent from it. */
  delete(ctx: RequestContext, id: string, expectedVersion?: number | null): Promise<{ id: string }> {
    const deleting = useCase('deleteEmailTemplate', 'emailTemplate:delete', 'DELETE', id);
    return change(this.ground, ctx, deleting, async unit => {
      const template = await this.#lock(unit, id, expectedVersion);
      for (const use of this.uses) {
        if (!(await use.isUsed(unit, id))) continue;
        throw new ConflictError('IN_USE', `A template that an ${use.word} is sent from can't be deleted.`, ['id']);
      }
      const now = this.ground.clock.now();
      Object.assign(template, { deletedAt: now, deletedById: actorId(ctx), updatedAt: now });
      unit.record(template.id);
      unit.publish({ type: 'EMAIL_TEMPLATE_DELETED', ...about(template.id) });
      return { id: template.id };
    });
  }

  /** Brings a deleted template back within its days. @throws ConflictError NOT_RESTORABLE, DUPLICATE. */
  restore(ctx: RequestContext, id: string): Promise<{ id: string }> {
    const restoring = useCase('restoreEmailTemplate', 'emailTemplate:restore', 'RESTORE', id);
    return change(this.ground, ctx, restoring, async unit => {
      const now = this.ground.clock.now();
      const template = await lockRestorable(unit, EmailTemplate, id, now);
      await assertNameFree(unit, 'email_templates', template, 'a template');
      Object.assign(template, { deletedAt: null, deletedById: null, updatedAt: now });
      unit.record(template.id);
      unit.publish({ type: 'EMAIL_TEMPLATE_RESTORED', ...about(template.id) });
      return { id: template.id };
    });
  }

  async #lock(unit: UnitOfWork, id: string, expectedVersion?: number | null): Promise<EmailTemplate> {
    const template = await lockPresent(unit, EmailTemplate, 'EMAIL_TEMPLATE', id);
    assertMayOn(unit.ctx.signedIn, unit.useCase.permission, template);
    assertVersion(template, expectedVersion);
    return template;
  }

  /** What authors write is no person's, but may be long: the log hears which parts changed. */
  async #revise(unit: UnitOfWork, template: EmailTemplate, input: UpdateEmailTemplate): Promise<AuditChanges> {
    const { name, purpose, ...parts } = input;
    const changes: AuditChanges = {};
    if (name !== undefined && name !== template.name) {
      changes.name = { from: template.name, to: name };
      Object.assign(template, { name, nameKey: normalizeName(name) });
      await assertNameFree(unit, 'email_templates', template, 'a template');
    }
    if (purpose !== undefined && purpose !== template.purpose) {
      changes.purpose = { from: template.purpose, to: purpose };
      template.purpose = purpose;
    }
    const before = draftFields(template);
    const draft = soundDraft(revisedDraft(before, parts));
    for (const [part, value] of Object.entries(before)) {
      if (draft[part as keyof typeof before] !== value) changes[part] = true;
    }
    Object.assign(template, draft);
    return changes;
  }
}
