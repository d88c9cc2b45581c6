import { RequestContext } from '../../platform/context.js';
import { NotFoundError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import { lookForDuplicates } from '../../platform/merging/duplicates.js';
import { auditFailure, transact, type UnitOfWork } from '../../platform/use-case.js';
import { parse } from '../../platform/validation.js';
import type { ConsentService } from '../consents/consent.service.js';
import type { ConsentChannel } from '../consents/consent.vocabulary.js';
import { type CapturedForm, CaptureLead, isSpam } from './lead.capture-rules.js';
import { leadIdentity } from './lead.duplicates.js';
import type { Lead } from './lead.entity.js';
import { FormLimits } from './lead.form-limits.js';
import type { LeadInteractions } from './lead.interactions.js';
import { nameKeyOf } from './lead.name.js';
import { lockLead } from './lead.rows.js';
import type { LeadService } from './lead.service.js';

const useCase = { operation: 'captureLead', permission: 'lead:create', action: 'CREATE', objectType: 'LEAD' } as const;

/** Inquiries through a practice's public form; the answer tells nobody whether the person was known. */
export class LeadCapture {
  readonly #limits: FormLimits;

  constructor(
    private readonly ground: Ground,
    private readonly leads: LeadService,
    private readonly interactions: LeadInteractions,
    private readonly consents: ConsentService,
  ) {
    this.#limits = new FormLimits(ground);
  }

  /** Takes one filled-in form. @throws NotFoundError of an unknown form, ValidationError, RateLimitedError. */
  async submit(ctx: RequestContext, formKey: string, raw: unknown): Promise<void> {
    const form = await this.ground.database.query<{ id: string }>('select id from practices where form_key = $1', [
      formKey,
    ]);
    const practiceId = form.rows[0]?.id;
    if (!practiceId) throw new NotFoundError('FORM');
    const { requestId, ip, userAgent } = ctx;
    const acting = RequestContext.system(practiceId, 'form', { requestId, ip, userAgent });
    try {
      await auditFailure(this.ground, acting, useCase, () => this.#receive(acting, raw));
    } finally {
      ctx.audited += Math.max(acting.audited, 1);
    }
  }

  async #receive(ctx: RequestContext, raw: unknown): Promise<void> {
    await this.#limits.spend(ctx.practiceId, ctx.ip);
    if (isSpam(raw, this.ground.clock.now())) {
      const { operation, action, objectType } = useCase;
      const details = { isSpam: true };
      return this.ground.audit.append(ctx, {
        operation,
        action,
        objectType,
        objectIds: [],
        outcome: 'SUCCEEDED',
        details,
      });
    }
    const form = parse(CaptureLead, raw);
    await transact(this.ground, ctx, useCase, unit => this.#enter(unit, form));
  }

  async #enter(unit: UnitOfWork, form: CapturedForm): Promise<void> {
    const lead = (await this.#known(unit, form)) ?? (await this.#create(unit, form));
    await this.interactions.enter(unit, lead, {
      kind: 'FORM',
      direction: 'INBOUND',
      summary: form.message ?? 'Inquiry through the form on the website.',
    });
    if (form.consent) await this.#recordConsent(unit, lead, form);
  }

  /** The open lead of the same address or number and the same name: two who share a telephone stay two. */
  async #known(unit: UnitOfWork, form: CapturedForm): Promise<Lead | null> {
    const { protection } = this.leads;
    const identity = {
      emailIndex: protection.index(unit.ctx.practiceId, 'email', form.email),
      phoneIndex: protection.index(unit.ctx.practiceId, 'phone', form.phone),
    };
    const names = [
      nameKeyOf(form.lastName, form.firstName),
      nameKeyOf(form.lastName, form.firstName, form.preferredName),
    ];
    const isSame = (nameKey: string) => names.some(name => nameKey === name || nameKey.startsWith(`${name} `));
    const match = (await lookForDuplicates(unit, leadIdentity, identity)).find(({ nameKey }) => isSame(nameKey));
    return match ? lockLead(unit, match.id) : null;
  }

  async #create(unit: UnitOfWork, form: CapturedForm): Promise<Lead> {
    const { message, utm_source, utm_medium, utm_campaign, utm_term, utm_content, ...details } = form;
    const { consent: _, consentWording: _w, consentVersion: _v, startedAt: _s, website: _trap, ...fields } = details;
    const utm = {
      source: utm_source,
      medium: utm_medium,
      campaign: utm_campaign,
      term: utm_term,
      content: utm_content,
    };
    const { id } = await this.leads.enter(unit, { ...fields, utm, presentingConcern: message, source: 'WEBSITE' });
    await unit.em.flush();
    return lockLead(unit, id);
  }

  async #recordConsent(unit: UnitOfWork, lead: Lead, form: CapturedForm): Promise<void> {
    const channels: ConsentChannel[] = [
      ...(form.email ? (['EMAIL'] as const) : []),
      ...(form.phone ? (['PHONE'] as const) : []),
      ...(form.okToText ? (['TEXT'] as const) : []),
    ];
    const said = { wording: form.consentWording, wordingVersion: form.consentVersion, method: 'FORM' } as const;
    const person = { type: 'LEAD', id: lead.id } as const;
    for (const channel of channels) {
      await this.consents.enter(unit, { person, channel, purpose: 'SERVICE', ...said }, true);
    }
  }
}
