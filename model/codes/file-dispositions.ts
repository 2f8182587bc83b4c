/** What became of each file of a medium. Every file has exactly one; their counts add up to the files seen. */
export const FILE_DISPOSITIONS = [
  'loaded',
  'superseded',
  'deleted',
  'quarantined',
  'notInterpreted',
  'ignored',
] as const
export type FileDisposition = (typeof FILE_DISPOSITIONS)[number]
