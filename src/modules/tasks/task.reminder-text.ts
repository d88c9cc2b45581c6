import type { Notice } from '../staff/staff.notifications.js';
import type { RelatedType, ReminderChannel } from './task.vocabulary.js';

/** A reminder whose time has come, and what it tells of; times are ISO 8601. */
export interface DueReminder {
  id: string;
  taskId: string;
  channel: ReminderChannel;
  dueAt: string;
  title: string;
  taskDueAt: string | null;
  assignedToId: string | null;
  createdById: string | null;
  relatedType: RelatedType | null;
  relatedId: string | null;
  /** The practice's, in which its people read times. */
  timeZone: string;
}

function spoken(at: string, timeZone: string): string {
  const words = { weekday: 'short', year: 'numeric', month: 'short', day: 'numeric' } as const;
  const time = { hour: 'numeric', minute: '2-digit', timeZoneName: 'short' } as const;
  const text = new Intl.DateTimeFormat('en-US', { ...words, ...time, timeZone }).format(new Date(at));
  // Intl sets a narrow space before AM and PM, which not every reader of a message knows.
  return text.replaceAll('\u202f', ' ');
}

/** What a person reads; the title, which may name somebody, only where the text stays in this house. */
export function noticeOf(reminder: DueReminder & { isLate: boolean }): Notice {
  const { channel, title, taskId, dueAt, taskDueAt, isLate, timeZone } = reminder;
  const isKeptHere = channel === 'IN_APP';
  const about = isKeptHere ? `Reminder of the task "${title}"` : 'Reminder of a task';
  const due = taskDueAt ? `, due ${spoken(taskDueAt, timeZone)}` : '';
  const late = isLate ? ` This reminder is late: it was to come ${spoken(dueAt, timeZone)}.` : '';
  return { kind: 'TASK_REMINDER', text: `${about}${due}.${late}`, objectType: 'TASK', objectId: taskId, isKeptHere };
}
