import { z } from 'zod'
import { id, localDate } from '../../http/schemas.ts'
import { CadencePolicyBody, SetCadenceBody } from '../cadences/cadences.schemas.ts'
import { UpdateContactBody } from '../contacts/contacts.schemas.ts'
import { EditHelpOfferBody, OfferHelpBody } from '../help-offers/help-offers.schemas.ts'
import { LogInteractionBody } from '../interactions/interactions.schemas.ts'
import { CreateInterviewBody } from '../opportunities/interviews.schemas.ts'
import { CreateOpportunityBody } from '../opportunities/opportunities.schemas.ts'
import { SearchResponse, StartSearchBody } from '../searches/searches.schemas.ts'

/*
 * What an export of version 1 says of one thing, as docs/network-file.md has it: by the rules of the API. Whatever else
 * stands there follows from the rest, or belongs to what does not come back.
 */

type Said = Record<string, unknown>
const isSaid = (thing: unknown): thing is Said => typeof thing === 'object' && thing !== null && !Array.isArray(thing)

/** Without the fields that are null, which is as good as absent; and without those of other names than these. */
function only(thing: unknown, fields: readonly string[]): unknown {
  if (!isSaid(thing)) return thing
  return Object.fromEntries(fields.flatMap((field) => ((thing[field] ?? null) === null ? [] : [[field, thing[field]]])))
}

/** A thing of which a file may say more than is read. */
const filed = <Shape extends z.ZodObject>(shape: Shape, reading: (thing: unknown) => unknown = (thing) => thing) =>
  z.preprocess((thing) => only(reading(thing), Object.keys(shape.shape)), shape)

/** The elements of a list, each with what is read of it. */
const each = (list: string, fields: readonly string[]) => (thing: unknown) =>
  isSaid(thing) && Array.isArray(thing[list])
    ? { ...thing, [list]: thing[list].map((one: unknown) => only(one, fields)) }
    : thing

/** What was planned is planned anew; only what somebody chose comes back. */
const asChosen = (thing: unknown) =>
  isSaid(thing) && 'followUpChosenOn' in thing ? { ...thing, nextFollowUpOn: thing['followUpChosenOn'] } : thing

/** A network's things by the list that they stand in, each as it is read. */
export const filedThings = {
  contacts: filed(
    UpdateContactBody.extend({
      id,
      name: UpdateContactBody.shape.name.unwrap(),
      cadence: SetCadenceBody.extend({ setOn: localDate }).optional(),
    }),
    asChosen,
  ),
  searches: filed(
    z.strictObject({
      id,
      title: StartSearchBody.shape.title,
      status: SearchResponse.shape.status,
      startedOn: localDate,
      endedOn: localDate.optional(),
    }),
  ),
  opportunities: filed(CreateOpportunityBody.extend({ id, searchId: id })),
  interviews: filed(
    CreateInterviewBody.extend({ id, opportunityId: id }),
    each('interviewers', ['name', 'role', 'contactId']),
  ),
  interactions: filed(LogInteractionBody.extend({ id }), each('contacts', ['contactId', 'advice'])),
  introductions: filed(
    z.strictObject({
      introducerContactId: id,
      introducedContactId: id,
      introducedOn: localDate,
      interactionId: id.optional(),
      chosen: z.boolean().default(false),
    }),
  ),
  helpOffers: filed(
    OfferHelpBody.extend({
      offeredOn: localDate,
      status: EditHelpOfferBody.shape.status.unwrap().default('open'),
      takenUpOn: localDate.optional(),
      fulfilledOn: localDate.optional(),
    }),
  ),
  cadencePolicies: filed(CadencePolicyBody),
}

/** Something of a network as a file says it, checked. */
export type Filed<Part extends keyof typeof filedThings> = z.output<(typeof filedThings)[Part]>
