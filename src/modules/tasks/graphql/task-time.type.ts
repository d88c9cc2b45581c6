import { Field, ID, Int, ObjectType } from 'type-graphql';
import { enumOf } from '../../../platform/graphql/enums.js';
import { DateTime } from '../../../platform/graphql/scalars.js';
import { type ReminderChannel, reminderChannels } from '../task.vocabulary.js';

export const ReminderChannels = enumOf(
  'ReminderChannel',
  reminderChannels,
  'By which way a reminder reaches its person: a notification here, or one that the messaging module also mails.',
);

@ObjectType('Reminder', {
  simpleResolvers: true,
  description: 'A reminder of a task: it goes to its assignee, else to its maker, else to the owners.',
})
export class ReminderType {
  @Field(() => ID, { description: 'Id of the reminder.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: 'Minutes before the task is due.' })
  minutesBefore!: number | null;

  @Field(() => DateTime, { nullable: true, description: 'The time, instead of minutes before.' })
  at!: Date | null;

  @Field(() => ReminderChannels, { description: 'By which way it comes.' })
  channel!: ReminderChannel;

  @Field(() => DateTime, { nullable: true, description: 'When it is to come; null while the task has no due time.' })
  dueAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When it came.' })
  firedAt!: Date | null;

  @Field(() => Boolean, { description: 'Whether it came late, as after an outage.' })
  isLate!: boolean;
}

@ObjectType('Recurrence', { simpleResolvers: true, description: 'How a task comes back.' })
export class RecurrenceType {
  @Field(() => String, { description: 'RRULE of RFC 5545.' })
  rule!: string;

  @Field(() => String, { description: "IANA time zone that the rule's times are of." })
  timeZone!: string;

  @Field(() => ID, { description: 'The same for all occurrences.' })
  seriesId!: string;

  @Field(() => Int, { description: 'Which of the series this is, from 1.' })
  occurrence!: number;
}
