/** GET /api/charts/{chart}/documents and …/documents/{document}/text. */
import { z } from 'zod'
import { Time } from '../common.ts'
import { Part, Voices } from './part.ts'

export const DocumentPart = z.object({
  part: z.number().int(),
  name: z.string(),
  mediaType: z.string(),
  bytes: z.number().int(),
})

export const DocumentRow = z.object({
  /** For GET …/documents/{document}: opaque within the generation. */
  document: z.string(),
  category: z.string(),
  type: z.string(),
  title: z.string(),
  documentAt: Time,
  department: z.string(),
  author: z.string(),
  status: z.string(),
  standing: z.enum(['current', 'superseded', 'deleted']),
  /** Documents with the same version are versions of one. */
  version: z.string(),
  /** Beginning of the readable text, at most 400 characters. */
  excerpt: z.string(),
  parts: z.array(DocumentPart),
  ...Voices,
})
export type DocumentRow = z.infer<typeof DocumentRow>

/** Current documents and superseded ones (marked); deleted ones are counted only. */
export const DocumentsAnswer = Part.extend({
  documents: z.array(DocumentRow),
  deleted: z.number().int(),
})
export type DocumentsAnswer = z.infer<typeof DocumentsAnswer>

/** GET …/documents/{document}/text: the readable text alone; '' for a scan. */
export const DocumentTextAnswer = Part.extend({
  document: z.string(),
  title: z.string(),
  text: z.string(),
})
export type DocumentTextAnswer = z.infer<typeof DocumentTextAnswer>
