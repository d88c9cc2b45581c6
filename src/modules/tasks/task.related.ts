import type { Clock } from '../../platform/clock.js';
import { ForbiddenError, NotFoundError, ValidationError } from '../../platform/errors/errors.js';
import { accessTo } from '../../platform/reading/access.js';
import { visibleRows } from '../../platform/reading/compiling.js';
import type { Shape } from '../../platform/reading/shape.js';
import { Statement } from '../../platform/reading/statement.js';
import type { UnitOfWork } from '../../platform/use-case.js';
import type { Interaction } from '../interactions/interaction.entity.js';
import type { AddInteractionInput } from '../interactions/interaction.rules.js';
import type { RelatedTo } from './task.rules.js';
import type { RelatedType } from './task.vocabulary.js';

/** A noun that tasks can be about; each stands above tasks and hands in its own entry. */
export interface RelatedNoun {
  type: RelatedType;
  shape: Shape;
  /** Adds an interaction by the rules of that noun and checks its permission; absent where nobody is spoken with. */
  addInteraction?(unit: UnitOfWork, id: string, input: AddInteractionInput): Promise<Interaction>;
}

/** The nouns that tasks can be about, as far as they are known by now. */
export class RelatedNouns {
  readonly #nouns = new Map<RelatedType, RelatedNoun>();
  constructor(private readonly clock: Clock) {}

  add(noun: RelatedNoun): void {
    this.#nouns.set(noun.type, noun);
  }

  /** Refuses what the practice has not, as NotFoundError, and what the viewer may not see, as ForbiddenError. */
  async assertVisible(unit: UnitOfWork, { type, id }: RelatedTo, path = ['relatedTo']): Promise<void> {
    const shape = this.#nouns.get(type)?.shape;
    if (!shape) throw new NotFoundError(type, path);
    const { signedIn: viewer, practiceId: practice } = unit.ctx;
    const st = new Statement();
    const visible = visibleRows(shape, accessTo(shape, viewer), st, 'r');
    const there = st.write(`{t}.practice_id = {practice} and ${shape.present ?? 'true'}`, 'r');
    const text = `select (${visible}) as is_visible from ${shape.from} r where r.id = ${st.bind(id, 'uuid')} and ${there}`;
    const values = st.values({ practice, viewer: viewer.id, now: this.clock.now() });
    const [row] = await unit.sql<{ is_visible: boolean | null }>(text, values);
    if (!row) throw new NotFoundError(type, path);
    if (row.is_visible !== true) throw new ForbiddenError('You may not see what this task is to be about.');
  }

  /** Adds an interaction to what a task is about. @throws ValidationError where nobody is spoken with. */
  addInteraction(unit: UnitOfWork, relatedTo: RelatedTo | null, input: AddInteractionInput): Promise<Interaction> {
    const noun = relatedTo && this.#nouns.get(relatedTo.type);
    if (!noun?.addInteraction) {
      const message = 'Interactions are with a lead or a contact, and this task is about neither.';
      throw ValidationError.at('interaction', 'INVALID', message);
    }
    return noun.addInteraction(unit, relatedTo!.id, input);
  }
}
