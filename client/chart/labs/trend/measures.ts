/** Lengths of the trend figure, in its own units. */
export const WIDTH = 560
/** Left of the plots: the numbers of their axes. */
export const LEFT = 48
export const RIGHT = 14
/** Above the strips: the numbers of the events. */
export const HEAD = 16
/** Below the strips: the dates. */
export const FOOT = 22
/** Height of a drug's lane. */
export const LANE = 21
