import type { Container } from '../container.ts'
import type { SignAccessToken } from '../infra/security/access-token.ts'
import type { Edge, Routes } from '../http/routes.ts'
import { clientRoutes } from './clients/clients.routes.ts'

/** Every module's routes, in the order the document shows them. */
export const moduleRoutes = (edge: Edge & Container & { signAccessToken: SignAccessToken }): Routes[] => [clientRoutes(edge)]
