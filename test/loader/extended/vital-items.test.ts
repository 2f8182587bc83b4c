/** Which quantity an item of the temperature chart is. */
import { describe, expect, it } from 'vitest'
import { vitalItemOf } from '../../../model/codes/vital-items.ts'

describe('an item of the temperature chart', () => {
  it.each([
    ['9A751000000000001', '', 'systolic'],
    ['9A761', '', 'diastolic'],
    ['9P100000000000001', '', 'temperature'],
    ['9P200000000000001', '', 'respiration'],
    ['9P300000000000001', '', 'pulse'],
    ['3H065000000000001', '', 'spo2'],
    ['8480-6', '', 'systolic'],
    ['X1', '体温（腋窩）', 'temperature'],
    ['X1', 'ＢＴ', 'temperature'],
    ['X1', '最高血圧', 'systolic'],
    ['X1', '血圧（下）', 'diastolic'],
    ['X1', '脈拍', 'pulse'],
    ['X1', '呼吸数', 'respiration'],
    ['X1', 'ＳｐＯ２', 'spo2'],
    ['X1', '体重', 'weight'],
    ['X1', '朝食　主食', 'meal'],
    ['X1', '主食摂取量', 'meal'],
    ['X1', '経口摂取水分量', 'intake'],
    ['X1', '輸液量', 'intake'],
    ['X1', '尿量', 'urine'],
    ['X1', '便回数', 'stool'],
    ['X1', 'ドレーン排液量', 'output'],
    ['X1', '血圧', 'other'],
    ['X1', '尿糖', 'other'],
    ['X1', 'SaO2', 'other'],
    ['X1', '呼吸音', 'other'],
    ['', '', 'other'],
  ])('%s %s is %s', (code, name, item) => {
    expect(vitalItemOf(code, name)).toBe(item)
  })
})
