/** Instances that their maker took back by a rejection note of the backup, wherever their pixels and the note are. */
import type { ImageSeries } from '../../model/api/images.ts'
import type { Generation } from '../generations/open-generation.ts'
import { statement } from '../generations/statement.ts'

const REJECTIONS = statement<{ sopInstanceUid: string; code: string }>(`
  SELECT r.sop_instance_uid AS sopInstanceUid, r.code
  FROM json_each(@uids) wanted JOIN image_rejection r ON r.sop_instance_uid = wanted.value`)

/** @returns the same series, each rejected instance with the code of its note. */
export function markRejected(
  generation: Generation,
  series: readonly ImageSeries[],
): ImageSeries[] {
  const uids = series.flatMap(({ instances }) => instances.map((each) => each.sopInstanceUid))
  const found = generation.all(REJECTIONS, { uids: JSON.stringify(uids) })
  const codes = new Map(found.map(({ sopInstanceUid, code }) => [sopInstanceUid, code]))
  if (codes.size === 0) return [...series]
  return series.map((each) => ({
    ...each,
    instances: each.instances.map((instance) => ({
      ...instance,
      rejection: codes.get(instance.sopInstanceUid) ?? '',
    })),
  }))
}
