/** GET /api/charts/{chart}/medications: orders for drugs and what was given. */
import type { RequestHandler } from 'express'
import type { MedicationsAnswer } from '../../model/api/chart/medications.ts'
import { readAdministrations } from '../charts/administrations.ts'
import { readCurrentAt } from '../charts/current-moment.ts'
import { readDispenses } from '../charts/dispenses.ts'
import { readMedicationOrders } from '../charts/medications.ts'
import type { Services } from '../services.ts'
import { chartPart, NoQuery } from './chart-part.ts'

export function showMedications(services: Services): RequestHandler {
  return chartPart<typeof NoQuery, MedicationsAnswer>(services, {
    part: 'medications',
    query: NoQuery,
    read: (generation, patient) => ({
      orders: readMedicationOrders(generation, patient),
      administrations: readAdministrations(generation, patient),
      dispenses: readDispenses(generation, patient),
      currentRule: 'period-status-or-given',
      currentAt: readCurrentAt(generation, patient),
    }),
  })
}
