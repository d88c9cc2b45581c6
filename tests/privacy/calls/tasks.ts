import { addSubtask, addTask } from '../../support/tasks.js';
import { type Calls, one, onRow, withInput } from './call.js';

const task = 'task { id subtasks { id } }';
const finish = { completeSubtasks: true, followUp: { title: 'And then' } };

export const calls: Calls = world => {
  const added = () =>
    addTask(world.owner, {
      assignedToId: world.clinician.id,
      relatedTo: { type: 'LEAD', id: world.lead },
      subtasks: [{ title: 'One' }],
    });
  const deleted = async () => {
    const id = await added();
    await world.owner.rest('DELETE', `/tasks/${id}`);
    return id;
  };
  const completed = async () => {
    const id = await added();
    await world.owner.rest('POST', `/tasks/${id}/complete`, finish);
    return id;
  };
  const step = async () => {
    const id = await added();
    return { id, subtaskId: await addSubtask(world.owner, id) };
  };
  return {
    graphql: {
      'Query.task': async () =>
        one('query ($id: ID!) { task(id: $id) { id lead { id } assignedTo { id } subtasks { id } } }', {
          id: await added(),
        }),
      'Query.tasks': async () => {
        await added();
        return one('{ tasks(first: 3) { nodes { id lead { id } subtasks { id } } } }');
      },
      'Mutation.createTask': () =>
        one(withInput('createTask', 'CreateTaskInput', task), {
          input: { title: 'New', subtasks: [{ title: 'One' }] },
        }),
      'Mutation.updateTask': async () =>
        one(onRow('updateTask', ', $input: UpdateTaskInput!', ', input: $input', task), {
          id: await added(),
          input: { title: 'Other' },
        }),
      'Mutation.deleteTask': async () => one(onRow('deleteTask', '', '', 'deletedTaskId'), { id: await added() }),
      'Mutation.restoreTask': async () => one(onRow('restoreTask', '', '', task), { id: await deleted() }),
      'Mutation.completeTask': async () =>
        one(onRow('completeTask', ', $input: CompleteTaskInput', ', input: $input', `${task} followUp { id }`), {
          id: await added(),
          input: finish,
        }),
      'Mutation.reopenTask': async () => one(onRow('reopenTask', '', '', task), { id: await completed() }),
      'Mutation.addSubtask': async () =>
        one(onRow('addSubtask', ', $input: AddSubtaskInput!', ', input: $input', `subtask { id } ${task}`), {
          id: await added(),
          input: { title: 'Two' },
        }),
      'Mutation.updateSubtask': async () =>
        one(onRow('updateSubtask', ', $input: UpdateSubtaskInput!', ', input: $input', `subtask { id } ${task}`), {
          id: (await step()).subtaskId,
          input: { isDone: true },
        }),
      'Mutation.deleteSubtask': async () =>
        one(onRow('deleteSubtask', '', '', `deletedSubtaskId ${task}`), { id: (await step()).subtaskId }),
    },
    rest: {
      'get /api/v1/tasks': async () => {
        await added();
        return world.owner.rest('GET', '/tasks?limit=3');
      },
      'post /api/v1/tasks': () => world.owner.rest('POST', '/tasks', { title: 'New' }),
      'get /api/v1/tasks/:id': async () => world.owner.rest('GET', `/tasks/${await added()}`),
      'put /api/v1/tasks/:id': async () => world.owner.rest('PUT', `/tasks/${await added()}`, { priority: 'HIGH' }),
      'delete /api/v1/tasks/:id': async () => world.owner.rest('DELETE', `/tasks/${await added()}`),
      'post /api/v1/tasks/:id/restore': async () => world.owner.rest('POST', `/tasks/${await deleted()}/restore`),
      'post /api/v1/tasks/:id/complete': async () =>
        world.owner.rest('POST', `/tasks/${await added()}/complete`, finish),
      'post /api/v1/tasks/:id/reopen': async () => world.owner.rest('POST', `/tasks/${await completed()}/reopen`),
      'post /api/v1/tasks/:id/subtasks': async () =>
        world.owner.rest('POST', `/tasks/${await added()}/subtasks`, { title: 'Two' }),
      'put /api/v1/tasks/:id/subtasks/:subtaskId': async () => {
        const { id, subtaskId } = await step();
        return world.owner.rest('PUT', `/tasks/${id}/subtasks/${subtaskId}`, { isDone: true });
      },
      'delete /api/v1/tasks/:id/subtasks/:subtaskId': async () => {
        const { id, subtaskId } = await step();
        return world.owner.rest('DELETE', `/tasks/${id}/subtasks/${subtaskId}`);
      },
    },
  };
};
