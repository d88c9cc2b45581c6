import { clientAsRelated } from '../modules/clients/client.relations.js';
import { InteractionService } from '../modules/interactions/interaction.service.js';
import type { StaffNotifications } from '../modules/staff/staff.notifications.js';
import { TaskChanges } from '../modules/tasks/task.changes.js';
import { TaskCompletion } from '../modules/tasks/task.completion.js';
import { FollowUps } from '../modules/tasks/task.follow-ups.js';
import { TaskQueries } from '../modules/tasks/task.queries.js';
import { TaskRaising } from '../modules/tasks/task.raising.js';
import { TaskRecurrence } from '../modules/tasks/task.recurrence.js';
import { RelatedNouns } from '../modules/tasks/task.related.js';
import { ReminderFiring } from '../modules/tasks/task.reminder-firing.js';
import { TaskReminders } from '../modules/tasks/task.reminders.js';
import { TaskService } from '../modules/tasks/task.service.js';
import { Subtasks } from '../modules/tasks/task.subtasks.js';
import type { EventHub } from '../platform/events/hub.js';
import type { Ground } from '../platform/ground.js';

/** Tasks, what follows a talk up, and what happens as time passes; nouns above add what tasks can be about. */
export function taskServices(ground: Ground, events: EventHub, notifications: StaffNotifications) {
  const related = new RelatedNouns(ground.clock);
  related.add(clientAsRelated);
  const reminders = new TaskReminders(ground);
  const recurrence = new TaskRecurrence(ground, reminders);
  const service = new TaskService(ground, { related, notifications, reminders, recurrence });
  const queries = new TaskQueries(ground);
  return {
    tasks: service,
    taskQueries: queries,
    taskCompletion: new TaskCompletion(ground, service, related),
    subtasks: new Subtasks(ground),
    taskChanges: new TaskChanges(ground, events, queries),
    relatedNouns: related,
    followUps: new FollowUps(ground, new InteractionService(ground), service),
    taskRaising: new TaskRaising(ground, service),
    reminderFiring: new ReminderFiring(ground, notifications),
  };
}

export type TaskServices = ReturnType<typeof taskServices>;
