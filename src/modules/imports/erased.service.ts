import type { PracticeTrx } from '../../infra/db/scope.ts'

/** Which of these addresses are of people whose data was erased: an import does not bring them back. */
export const findErasedAddresses = async (
  _trx: PracticeTrx,
  _clientId: string,
  _emailKeys: string[],
): Promise<Set<string>> => new Set()
