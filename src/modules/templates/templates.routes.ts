import { created, ok } from '../../http/answer.ts'
import { members, operation, owners } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { blocks } from './template-scope.rules.ts'
import { filters } from './template-expressions.rules.ts'
import { sampleView } from './template-trials.service.ts'
import { templateRefused, templateTrialsBusy } from './templates.problems.ts'
import {
  kindParams,
  ListTemplatesQuery,
  TemplatePage,
  TemplateResponse,
  VersionPage,
  versionParams,
  VersionResponse,
  WriteVersionBody,
} from './templates.schemas.ts'
import { getTemplate, getVersion, listTemplates, publishVersion, writeVersion } from './templates.service.ts'
import { documented } from './template-documents.rules.ts'
import { findPublished } from './published-templates.repository.ts'
import { listVersions } from './template-versions.repository.ts'

const tag = 'templates'

export const templateRoutes =
  ({ inPractice, pages }: Edge): Routes =>
  async (app) => {
    app.get('/v1/templates', {
      schema: operation({
        operationId: 'listTemplates',
        tag,
        summary: 'List the kinds of letters, and which version of each is in use',
        roles: members,
        querystring: ListTemplatesQuery,
        response: { 200: TemplatePage },
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const { limit, after } = pages.open(request)
          return pages.answer(request, await listTemplates(trx, { limit, after: after?.[0] }))
        }),
    })

    app.get('/v1/templates/:kind', {
      schema: operation({
        operationId: 'getTemplate',
        tag,
        summary: 'Read the text in use of a kind of letter, and what it may say',
        roles: members,
        params: kindParams,
        response: { 200: TemplateResponse },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const template = await getTemplate(trx, request.params.kind)
          const variables = documented(template.kind, sampleView(template.kind, template.language))
          return ok({ ...template, variables, filters, tags: Object.keys(blocks) })
        }),
    })

    app.get('/v1/templates/:kind/versions', {
      schema: operation({
        operationId: 'listTemplateVersions',
        tag,
        summary: 'List the versions that the practice wrote, the newest first',
        description: 'The built-in one is version 0 and not in the list.',
        roles: members,
        params: kindParams,
        querystring: ListTemplatesQuery,
        response: { 200: VersionPage },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const { kind } = request.params
          const inUse = (await findPublished(trx, kind))?.version
          const { data, next } = await listVersions(trx, kind, pages.open(request))
          return pages.answer(request, {
            data: data.map((one) => ({ ...one, published: one.version === inUse })),
            next,
          })
        }),
    })

    app.post('/v1/templates/:kind/versions', {
      schema: operation({
        operationId: 'writeTemplateVersion',
        tag,
        summary: 'Write another version of a kind of letter',
        description:
          'It is in use once it is published. A version that could leave a hole in some letter, asks for what there is not, is not safe, or takes too long, is refused with every mistake in it: `errors` names the line and the column of each.',
        roles: owners,
        params: kindParams,
        body: WriteVersionBody,
        response: { 201: VersionResponse },
        problems: [404, templateRefused, templateTrialsBusy],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const written = await writeVersion(trx, request.params.kind, request.body)
          const location = `/v1/templates/${written.kind}/versions/${written.version}`
          return created(location, { ...written, published: false })
        }),
    })

    app.get('/v1/templates/:kind/versions/:version', {
      schema: operation({
        operationId: 'getTemplateVersion',
        tag,
        summary: 'Read a version of a kind of letter; 0 is the built-in one',
        roles: members,
        params: versionParams,
        response: { 200: VersionResponse },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const { kind, version } = request.params
          const inUse = (await findPublished(trx, kind))?.version ?? 0
          return ok({ ...(await getVersion(trx, kind, version)), published: version === inUse })
        }),
    })

    app.post('/v1/templates/:kind/versions/:version/publish', {
      schema: operation({
        operationId: 'publishTemplateVersion',
        tag,
        summary: 'Put a version in use',
        description:
          'Letters are written with it from now on. Publish an older version to go back to it, and version 0 to go back to the built-in one.',
        roles: owners,
        params: versionParams,
        response: { 200: VersionResponse },
        problems: [404],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const { kind, version } = request.params
          await publishVersion(trx, kind, version)
          return ok({ ...(await getVersion(trx, kind, version)), published: true })
        }),
    })
  }
