/** The label stock that hospitals have: A4 sheets of the common makers, and rolls of one label a page. Lengths in mm. */

export const LABEL_SIZES = ['a4-21', 'a4-24', 'a4-44', 'roll-60x30', 'roll-50x30'] as const
export type LabelSize = (typeof LABEL_SIZES)[number]

export interface LabelStock {
  /** Labels on one page. */
  readonly count: number
  readonly width: number
  readonly height: number
  /** Left free at either side, as forms.css has it: printers shift the paper a little, and print nothing at its edge. */
  readonly margin: number
  /** Of the bars. */
  readonly barHeight: number
}

/** Where the labels begin on their page and the size of the page itself stand in forms.css, by the same name. */
export const LABEL_STOCK: Readonly<Record<LabelSize, LabelStock>> = {
  'a4-21': { count: 21, width: 70, height: 42.3, margin: 5, barHeight: 8 },
  'a4-24': { count: 24, width: 66, height: 33.9, margin: 2, barHeight: 6 },
  'a4-44': { count: 44, width: 48.3, height: 25.4, margin: 2, barHeight: 5 },
  'roll-60x30': { count: 1, width: 60, height: 30, margin: 2, barHeight: 5.5 },
  'roll-50x30': { count: 1, width: 50, height: 30, margin: 2, barHeight: 5.5 },
}
