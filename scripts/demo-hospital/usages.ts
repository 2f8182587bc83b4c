/**
 * Instructions for use: the 16-digit codes of the standard usage master (JAMISDP01) where the text is one of
 * its common ones, else a local code. Codes invented beyond the ones in public sample data have its shape only.
 */

export interface Usage {
  readonly code: string
  readonly text: string
  readonly system: string
  /** Times a day; 0 = as needed. */
  readonly times: number
  readonly route: { readonly code: string; readonly text: string }
}

const PO = { code: 'PO', text: '口' }
const EX = { code: 'AP', text: '外用' }
const SC = { code: 'SC', text: '皮下' }
const IH = { code: 'IH', text: '吸入' }
const EYE = { code: 'OP', text: '眼' }

export const USAGES = {
  breakfast: std('1011040000000000', '内服・経口・１日１回朝食後', 1),
  dinner: std('1011000000040000', '内服・経口・１日１回夕食後', 1),
  bedtime: std('1011100000000000', '内服・経口・１日１回就寝前', 1),
  twice: std('1012040400000000', '内服・経口・１日２回朝夕食後', 2),
  three: std('1013044400000000', '内服・経口・１日３回朝昼夕食後', 3),
  beforeMeals: std('1013033300000000', '内服・経口・１日３回朝昼夕食前', 3),
  withMeals: std('1013055500000000', '内服・経口・１日３回朝昼夕食直前', 3),
  rising: std('1011020000000000', '内服・経口・１日１回起床時', 1),
  pain: prn('1050110020000000', '内服・経口・疼痛時'),
  fever: prn('1050110000000000', '内服・経口・発熱時'),
  sleepless: prn('1050120020000000', '内服・経口・不眠時'),
  constipation: prn('1050130020000000', '内服・経口・便秘時'),
  tape: local('Y0201', '外用・１日１回　患部に貼付', 1, EX),
  cream: local('Y0202', '外用・１日２回　全身に塗布', 2, EX),
  suppository: local(
    'Y0203',
    '外用・発熱時　肛門内に挿入（３８．５℃以上、６時間以上あけて）',
    0,
    EX,
  ),
  insulinMeals: local('Y0301', '皮下注・１日３回朝昼夕食直前', 3, SC),
  insulinNight: local('Y0302', '皮下注・１日１回就寝前', 1, SC),
  inhale: local('Y0401', '吸入・１日２回　１回２吸入', 2, IH),
  eye: local('Y0501', '点眼・１日１回　両眼', 1, EYE),
} as const satisfies Record<string, Usage>

export type UsageKey = keyof typeof USAGES

function std(code: string, text: string, times: number): Usage {
  return { code, text, system: 'JAMISDP01', times, route: PO }
}

function prn(code: string, text: string): Usage {
  return std(code, text, 0)
}

function local(code: string, text: string, times: number, route: Usage['route']): Usage {
  return { code, text, system: '99YOH', times, route }
}
