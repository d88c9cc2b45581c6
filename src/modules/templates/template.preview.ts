import type { RequestContext } from '../../platform/context.js';
import { NotFoundError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import { type PlainRow, type Selection, select } from '../../platform/reading/selection.js';
import { parse } from '../../platform/validation.js';
import { PersonRules } from '../consents/consent.rules.js';
import type { PersonRef, PersonType } from '../consents/consent.vocabulary.js';
import type { MessageContent } from './message.content.js';
import { type MergePerson, type MergePractice, samplePerson } from './message.fields.js';
import { prepareMessage, type RenderedMessage } from './message.preparation.js';
import { type MessageDraft, publishedContent } from './message.publishing.js';
import type { TemplateQueries } from './template.queries.js';
import type { MailPurpose } from './template.vocabulary.js';

/** Reads one person as far as the viewer may; audited. @throws NotFoundError, ForbiddenError. */
export type ReadPerson = (ctx: RequestContext, id: string, selection: Selection) => Promise<PlainRow>;

const names: Record<PersonType, Selection> = {
  LEAD: select(['firstName', 'lastName', 'preferredName']),
  CONTACT: select(['firstName', 'lastName']),
};
const parts = select(['purpose', 'subject', 'preheader', 'html', 'mjml', 'text']);

/** Shows messages before they are sent: to nobody in particular, or as one person would read them. */
export class MessagePreviews {
  constructor(
    private readonly ground: Ground,
    private readonly queries: TemplateQueries,
    private readonly people: Readonly<Record<PersonType, ReadPerson>>,
  ) {}

  /** The draft of a template. @throws ValidationError for one that can't be sent as it stands, NotFoundError. */
  async ofTemplate(ctx: RequestContext, templateId: string, rawPerson?: unknown): Promise<RenderedMessage> {
    const person = rawPerson ? parse(PersonRules, rawPerson) : null;
    const template = await this.queries.one(ctx, templateId, parts, 'emailTemplatePreview');
    const content = await publishedContent(template as unknown as MessageDraft);
    return this.render(ctx, { content, purpose: template.purpose as MailPurpose }, person);
  }

  /** A content as a person would read it: with sample names, unless one is named. @throws as `ReadPerson` does. */
  async render(
    ctx: RequestContext,
    { content, purpose }: { content: MessageContent; purpose: MailPurpose },
    person: PersonRef | null,
  ): Promise<RenderedMessage> {
    const reader = person ? await this.#named(ctx, person) : samplePerson;
    const practice = await this.#practice(ctx.practiceId);
    const prepared = prepareMessage({ content, purpose, practice, tracksLinks: false, tracksOpens: false });
    const page = `${this.ground.config.publicUrl}/u/preview`;
    const urls = { unsubscribe: page, preferences: page, link: () => page, pixel: null };
    return prepared.render(reader, urls);
  }

  async #named(ctx: RequestContext, { type, id }: PersonRef): Promise<MergePerson> {
    try {
      const { firstName, lastName, preferredName = null } = await this.people[type](ctx, id, names[type]);
      return { firstName, lastName, preferredName } as unknown as MergePerson;
    } catch (error) {
      throw error instanceof NotFoundError ? new NotFoundError(type, ['person', 'id']) : error;
    }
  }

  async #practice(practiceId: string): Promise<MergePractice> {
    const text = 'select name, phone, postal_address as "postalAddress" from practices where id = $1';
    const { rows } = await this.ground.database.query<MergePractice>(text, [practiceId]);
    return rows[0]!;
  }
}
