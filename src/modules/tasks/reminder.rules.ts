import { z } from 'zod';
import { instant, oneOf, wholeNumber } from '../../platform/validation.js';
import { reminderChannels } from './task.vocabulary.js';

/** Reminders of one task. */
const mostReminders = 10;
/** A year: who needs longer has the wrong due time. */
const longestLeadMinutes = 366 * 24 * 60;

const Reminder = z
  .strictObject({
    minutesBefore: wholeNumber(0, longestLeadMinutes).nullish(),
    at: instant.nullish(),
    channel: oneOf(reminderChannels).nullish(),
  })
  .refine(({ minutesBefore, at }) => minutesBefore != null || at != null, {
    message: 'Give either `minutesBefore` or `at`.',
    path: ['minutesBefore'],
    params: { code: 'REQUIRED' },
  })
  .refine(({ minutesBefore, at }) => minutesBefore == null || at == null, {
    message: 'Give either `minutesBefore` or `at`, not both.',
    path: ['at'],
    params: { code: 'INVALID' },
  })
  .transform(({ minutesBefore, at, channel }) => ({
    minutesBefore: minutesBefore ?? null,
    at: at ?? null,
    channel: channel ?? ('IN_APP' as const),
  }));
export type ReminderWish = z.output<typeof Reminder>;

function eachOnce(reminders: ReminderWish[]): ReminderWish[] {
  const keyOf = ({ minutesBefore, at, channel }: ReminderWish) => `${minutesBefore} ${at?.getTime()} ${channel}`;
  return [...new Map(reminders.map(reminder => [keyOf(reminder), reminder])).values()];
}

/** All reminders of a task: before it is due, or at a time that may be past (it then comes at once). */
export const ReminderRules = z.array(Reminder).max(mostReminders).transform(eachOnce);
