import { Field, Float, InputType, Int, ObjectType } from 'type-graphql';
import { DateTime, LocalDate } from './scalars.js';

export const count = (description: string) => Field(() => Int, { nullable: true, description });
export const figure = (description: string) => Field(() => Float, { nullable: true, description });

@InputType('DateRange', { description: 'Instants between which rows were created; a side left out is open.' })
export class DateRangeInput {
  @Field(() => DateTime, { nullable: true, description: 'Rows created then or later.' })
  from?: Date | string | null;

  @Field(() => DateTime, { nullable: true, description: 'Rows created before then.' })
  to?: Date | string | null;
}

@ObjectType({ simpleResolvers: true })
export abstract class ShownCountType {
  @count('How many; null when the viewer may not see counts this small.')
  count!: number | null;

  @Field(() => Boolean, { description: 'Whether the count is hidden from this viewer.' })
  isSuppressed!: boolean;
}

@ObjectType('DayCount', { simpleResolvers: true, description: 'How many on one day.' })
export class DayCountType extends ShownCountType {
  @Field(() => LocalDate, { description: "The day, in the practice's time zone." })
  date!: string;
}

@ObjectType({ simpleResolvers: true })
export abstract class DurationType {
  @figure('Median of the minutes, to within 5 %.')
  medianMinutes!: number | null;

  @figure('Mean of the minutes, exact.')
  averageMinutes!: number | null;
}

@ObjectType({ simpleResolvers: true })
export abstract class StatsType {
  @Field(() => DateTime, { nullable: true, description: 'Start of the range that was counted.' })
  from!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'End of the range that was counted.' })
  to!: Date | null;

  @Field(() => String, {
    description: "The time zone of its days: the practice's, or for some minutes after a change its former one.",
  })
  timeZone!: string;

  @Field(() => Boolean, { description: 'Whether counts under 11 are hidden and the range is made whole months.' })
  isRestricted!: boolean;
}
