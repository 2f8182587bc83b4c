/** GET /api/charts/{chart}/documents: the list of documents. */
import type { RequestHandler } from 'express'
import type { DocumentsAnswer } from '../../model/api/chart/documents.ts'
import { readDocuments } from '../charts/documents.ts'
import type { Services } from '../services.ts'
import { chartPart, NoQuery } from './chart-part.ts'

export function showDocuments(services: Services): RequestHandler {
  return chartPart<typeof NoQuery, DocumentsAnswer>(services, {
    part: 'documents',
    query: NoQuery,
    read: readDocuments,
  })
}
