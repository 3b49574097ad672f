import { ok } from '../../http/answer.ts'
import { everyone, operation } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { idParams } from '../../http/schemas.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { transitionRefused } from '../announcements/announcements.problems.ts'
import { taskNotDoneHere } from './tasks.problems.ts'
import { listTasks, type Task } from './tasks.repository.ts'
import { FinishTaskBody, ListTasksQuery, TaskPage, TaskResponse } from './tasks.schemas.ts'

const tag = 'tasks'

/** Doing a task may decide what it is about (a call made means somebody was told), so its effect is handed in. */
export const taskRoutes =
  ({ inPractice, pages }: Edge, { doTask }: { doTask: DoTask }): Routes =>
  async (app) => {
    app.get('/v1/tasks', {
      schema: operation({
        operationId: 'listTasks',
        tag,
        summary: 'List tasks',
        description: 'What people must do: calls to make, letters to send, uncertain messages to look at.',
        roles: everyone,
        querystring: ListTasksQuery,
        response: { 200: TaskPage },
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) =>
          pages.answer(request, await listTasks(trx, request.query, pages.open(request))),
        ),
    })

    app.post('/v1/tasks/:id/done', {
      schema: operation({
        operationId: 'finishTask',
        tag,
        summary: 'Say that a task is done',
        description: 'A call of an announcement that is done means that this person was told today.',
        roles: everyone,
        whileSuspended: true,
        params: idParams,
        body: FinishTaskBody,
        response: { 200: TaskResponse },
        problems: [404, taskNotDoneHere, transitionRefused],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => ok(await doTask(trx, request.params.id, request.body ?? {}))),
    })
  }

type DoTask = (trx: PracticeTrx, id: string, how: { offeredHelp?: boolean }) => Promise<Task>
