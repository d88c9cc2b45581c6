import { byId, element, figure, words } from './elements.js';
import { codeOf, type Session } from './session.js';

interface Task {
  id: string;
  title: string;
  priority: string;
  dueAt: string;
  isOverdue: boolean;
  assignedTo: { name: string } | null;
}

interface Tasks {
  tasks: { totalCount: number; nodes: Task[] };
}

const query = `query Due($to: DateTime!) {
  tasks(first: 8, filter: { isOpen: true, dueAt: { to: $to } }, sort: [{ field: DUE_AT, direction: ASC }]) {
    totalCount
    nodes { id title priority dueAt isOverdue assignedTo { name } }
  }
}`;

const week = 7 * 24 * 3_600_000;
const when = new Intl.DateTimeFormat(undefined, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: 'numeric',
  minute: '2-digit',
});

/** What is overdue, and what is due within a week. */
export async function showTasks(session: Session): Promise<void> {
  const to = new Date(Date.now() + week).toISOString();
  const { data, errors } = await session.query<Tasks>(query, { to });
  byId('tasks').hidden = codeOf(errors) === 'FORBIDDEN';
  if (!data?.tasks) return;
  const { totalCount, nodes } = data.tasks;
  byId('tasks-total').textContent = figure(totalCount);
  const items = nodes.map(({ title, priority, dueAt, isOverdue, assignedTo }) =>
    element(
      'li',
      {},
      element('span', { class: 'title' }, title),
      element(
        'span',
        { class: 'meta' },
        element(
          'span',
          { class: isOverdue ? 'late' : '' },
          isOverdue ? 'Overdue since ' : 'Due ',
          when.format(new Date(dueAt)),
        ),
        ` · ${words(priority)} priority · ${assignedTo?.name ?? 'not assigned'}`,
      ),
    ),
  );
  byId('due').replaceChildren(...(items.length > 0 ? items : [element('li', { class: 'none' }, 'Nothing is due.')]));
}
