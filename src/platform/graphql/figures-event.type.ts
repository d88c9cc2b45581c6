import { Field, ObjectType } from 'type-graphql';
import { type FiguresEventKind, figuresEventKinds } from '../events/live-figures.js';
import { enumOf } from './enums.js';
import { DateTime } from './scalars.js';

const FiguresEventKinds = enumOf('CampaignMetricsEventKind', figuresEventKinds, 'Why figures are told.', {
  CHANGED: 'They are others than before.',
  RESYNC: 'What was missed is no longer kept: these are the figures now, to go on from this cursor.',
});

/** What every event of figures says. */
@ObjectType()
export abstract class FiguresEventType {
  @Field(() => String, { description: 'Increasing; `after` takes it to go on from here.' })
  cursor!: string;

  @Field(() => DateTime, { description: 'When the change happened.' })
  at!: Date;

  @Field(() => FiguresEventKinds, { description: 'Why they are told.' })
  kind!: FiguresEventKind;
}
