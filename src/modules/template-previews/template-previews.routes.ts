import { result } from '../../http/answer.ts'
import { coaches, operation } from '../../http/operation.ts'
import type { Edge, Routes } from '../../http/routes.ts'
import { templateRefused, templateTrialsBusy } from '../templates/templates.problems.ts'
import { versionParams } from '../templates/templates.schemas.ts'
import { PreviewTemplateBody, TemplatePreviewResponse } from './template-previews.schemas.ts'
import { previewTemplate } from './template-previews.service.ts'

export const templatePreviewRoutes =
  ({ inPractice }: Edge): Routes =>
  async (app) => {
    app.post('/v1/templates/:kind/versions/:version/preview', {
      schema: operation({
        operationId: 'previewTemplateVersion',
        tag: 'templates',
        summary: 'See the letter that a version makes',
        description:
          'Of a sample, or of what is known of a client or a recipient. Nothing is sent or kept, and links in it lead nowhere.',
        roles: coaches,
        params: versionParams,
        body: PreviewTemplateBody,
        response: { 200: TemplatePreviewResponse },
        problems: [404, templateRefused, templateTrialsBusy],
      }),
      handler: (request, reply) =>
        inPractice(request, reply, async (trx) => {
          const { kind, version } = request.params
          const letter = await previewTemplate(trx, kind, version, request.body)
          if ('missing' in letter) return result({ subject: null, text: null, html: null, ...letter })
          return result({ ...letter, missing: [] })
        }),
    })
  }
