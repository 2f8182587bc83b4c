import type { Chart } from '../chart.ts'
import type { Medium } from '../medium.ts'
export function writeImages(_medium: Medium, _chart: Chart, _seed: number): void {}
