/**
 * Medication dispense (C-CDA .22.4.18; older CCD supply activity 1.34 with mood EVN): what was supplied, inside the medicine that it was
 * supplied for, or by itself. A supply that is only ordered (mood INT, RQO) is no dispense.
 */

import type { DispenseRecord } from '../../../model/records/medications.ts'
import type { Coded } from '../../../model/records/values.ts'
import type { Standing } from '../../../model/records.ts'
import { attribute, type Element, one } from './element.ts'
import {
  type EntryReader,
  isNegated,
  notesOf,
  productOf,
  related,
  standingOf,
  statusOf,
} from './entry.ts'
import type { Reading } from './reading.ts'

type Dispense = DispenseRecord & { readonly standing?: Standing }

/** What was supplied of a medicine. @param drug of the medicine, where the supply names none itself */
export function dispensesOf(
  activity: Element,
  orderNo: string,
  drug: Coded | null,
  reading: Reading,
): Dispense[] {
  return related(activity, 'supply').flatMap((supply) => {
    const supplied = suppliedDrug(supply, reading) ?? drug
    if (supplied === null || !isSupplied(supply)) return []
    return [dispenseOf(supply, supplied, orderNo, reading)]
  })
}

/** A supply that stands in a section by itself. */
export const readDispense: EntryReader = (supply, reading) => {
  const drug = suppliedDrug(supply, reading)
  if (drug === null) return { unread: 'not-interpreted', detail: 'a supply without a medicine' }
  if (!isSupplied(supply)) {
    const said = isNegated(supply) ? 'negated' : attribute(supply, 'moodCode')
    return { unread: 'not-interpreted', detail: `${said}: not supplied ${drug.display}` }
  }
  return { records: [dispenseOf(supply, drug, '', reading)] }
}

function isSupplied(supply: Element): boolean {
  return attribute(supply, 'moodCode') === 'EVN' && !isNegated(supply)
}

function suppliedDrug(supply: Element, reading: Reading): Coded | null {
  const product = one(supply, 'product', 'manufacturedProduct')
  return productOf(one(product, 'manufacturedMaterial'), reading)
}

function dispenseOf(supply: Element, drug: Coded, orderNo: string, reading: Reading): Dispense {
  const fill = attribute(one(supply, 'repeatNumber'), 'value')
  return {
    kind: 'dispense',
    patientId: reading.patientId,
    orderNo,
    groupNo: '',
    drug,
    amount: reading.quantity(one(supply, 'quantity')),
    duration: null,
    usage: [],
    dispensedAt: reading.time(one(supply, 'effectiveTime')),
    status: statusOf(supply),
    performer: reading.staff(one(supply, 'performer', 'assignedEntity')),
    note: [fill === '' ? '' : `${fill}回目`, notesOf(supply, reading)]
      .filter((words) => words !== '')
      .join('\n'),
    ...standingOf(supply),
  }
}
