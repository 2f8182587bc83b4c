/** GET /api/charts/{chart}/images: image studies. */
import type { RequestHandler } from 'express'
import type { ImagesAnswer } from '../../model/api/chart/image-studies.ts'
import { readImageStudies } from '../charts/image-studies.ts'
import type { Services } from '../services.ts'
import { chartPart, NoQuery } from './chart-part.ts'

export function showImages(services: Services): RequestHandler {
  return chartPart<typeof NoQuery, ImagesAnswer>(services, {
    part: 'images',
    query: NoQuery,
    read: (generation, patient) => ({ studies: readImageStudies(generation, patient) }),
  })
}
