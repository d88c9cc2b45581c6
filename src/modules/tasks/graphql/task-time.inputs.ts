import { Field, InputType, Int } from 'type-graphql';
import type { z } from 'zod';
import { DateTime } from '../../../platform/graphql/scalars.js';
import type { RecurrenceRules } from '../recurrence.rules.js';
import type { ReminderRules } from '../reminder.rules.js';
import type { ReminderChannel } from '../task.vocabulary.js';
import { ReminderChannels } from './task-time.type.js';

@InputType('ReminderInput', {
  description: 'When to be reminded of a task: so long before it is due, or at a time. One that is past comes at once.',
})
export class ReminderInput implements Readonly<z.input<typeof ReminderRules>[number]> {
  @Field(() => Int, { nullable: true, description: 'Minutes before the task is due: 0 to 527,040.' })
  minutesBefore?: number | null;

  @Field(() => DateTime, { nullable: true, description: 'The time, instead of minutes before.' })
  at?: Date | null;

  @Field(() => ReminderChannels, { nullable: true, description: 'By which way; IN_APP unless given.' })
  channel?: ReminderChannel | null;
}

@InputType('RecurrenceInput', {
  description:
    'How a task comes back: when it is completed, its next occurrence is made, due at the first time of the rule after the due time of this one.',
})
export class RecurrenceInput implements z.input<typeof RecurrenceRules> {
  @Field(() => String, {
    description: 'RRULE of RFC 5545, such as FREQ=WEEKLY;BYDAY=MO,WE;COUNT=10; daily at the most often.',
  })
  rule!: string;

  @Field(() => String, {
    nullable: true,
    description:
      "IANA time zone that the rule's times are of: 09:00 stays 09:00 when the clocks change. The practice's unless given.",
  })
  timeZone?: string | null;
}
