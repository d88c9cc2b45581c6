import { Temporal } from 'temporal-polyfill';
import type { UnitOfWork } from '../../platform/use-case.js';
import { instantAt } from '../tasks/task.recurrence-calendar.js';
import type { SendingTime } from './email-campaign.rules.js';

interface Wish {
  scheduledAt: SendingTime;
  timeZone?: string | null;
}

/**
 * When it is to leave, and in which zone that was meant: the practice's unless told. What a clock on the wall shows
 * is taken as the calendars do: one that it skips comes after the gap, one that it shows twice the first time.
 */
export async function instantOf(unit: UnitOfWork, wish: Wish): Promise<{ at: Date; timeZone: string }> {
  const timeZone = wish.timeZone ?? (await zoneOf(unit));
  const { scheduledAt: time } = wish;
  return { at: 'at' in time ? time.at : instantAt(Temporal.PlainDateTime.from(time.wall), timeZone), timeZone };
}

async function zoneOf(unit: UnitOfWork): Promise<string> {
  const text = 'select time_zone as "timeZone" from practices where id = $1';
  const [practice] = await unit.sql<{ timeZone: string }>(text, [unit.ctx.practiceId]);
  return practice!.timeZone;
}
