/** Words for the parts of a chart: areas, document and order categories, encounters, sex. */
import type { WordTable } from './word.ts'

export const AREA_WORDS: WordTable = {
  labs: { ja: '検査', en: 'Labs' },
  medications: { ja: '薬剤', en: 'Medications' },
  problems: { ja: '病名', en: 'Problems' },
  allergies: { ja: 'アレルギー', en: 'Allergies' },
  encounters: { ja: '受診・入退院', en: 'Encounters' },
  vitals: { ja: '温度板', en: 'Vitals' },
  documents: { ja: '文書', en: 'Documents' },
  images: { ja: '画像', en: 'Images' },
  orders: { ja: 'オーダー', en: 'Orders' },
  demographics: { ja: '患者基本情報', en: 'Demographics' },
  other: { ja: 'その他', en: 'Other' },
}

export const DOCUMENT_CATEGORY_WORDS: WordTable = {
  'progress-note': { ja: '経過記録', en: 'Progress notes' },
  'nursing-record': { ja: '看護記録', en: 'Nursing records' },
  'temperature-chart': { ja: '温度板', en: 'Temperature charts' },
  'operation-note': { ja: '手術記録', en: 'Operation notes' },
  'anesthesia-record': { ja: '麻酔記録', en: 'Anaesthesia records' },
  'discharge-summary': { ja: '退院時サマリー', en: 'Discharge summaries' },
  referral: { ja: '紹介状・診療情報提供書', en: 'Referral letters' },
  'imaging-report': { ja: '画像診断報告書', en: 'Imaging reports' },
  'pathology-report': { ja: '病理報告書', en: 'Pathology reports' },
  'examination-report': { ja: '検査報告書', en: 'Examination reports' },
  consent: { ja: '同意書', en: 'Consent forms' },
  other: { ja: 'その他の文書', en: 'Other documents' },
}

export const ORDER_CATEGORY_WORDS: WordTable = {
  laboratory: { ja: '検体検査', en: 'Laboratory' },
  microbiology: { ja: '細菌検査', en: 'Microbiology' },
  radiology: { ja: '放射線', en: 'Radiology' },
  endoscopy: { ja: '内視鏡', en: 'Endoscopy' },
  physiology: { ja: '生理検査', en: 'Physiology' },
  diet: { ja: '食事', en: 'Diet' },
  operation: { ja: '手術', en: 'Operation' },
  anesthesia: { ja: '麻酔', en: 'Anaesthesia' },
  chemotherapy: { ja: '化学療法', en: 'Chemotherapy' },
  outpatient: { ja: '外来予約', en: 'Booked visit' },
  'vital-signs': { ja: 'バイタルサイン', en: 'Vital signs' },
  'intake-output': { ja: '水分出納', en: 'Intake and output' },
  meal: { ja: '食事摂取', en: 'Meals' },
  other: { ja: 'その他', en: 'Other' },
}

export const TIMELINE_KIND_WORDS: WordTable = {
  document: { ja: '文書', en: 'Document' },
  prescription: { ja: '処方', en: 'Prescription' },
  injection: { ja: '注射', en: 'Injection' },
  dispense: { ja: '調剤', en: 'Dispensed' },
  lab: { ja: '検体検査', en: 'Laboratory' },
  order: { ja: 'オーダー', en: 'Order' },
  examination: { ja: '検査', en: 'Examination' },
  encounter: { ja: '受診・入退院', en: 'Encounter' },
  procedure: { ja: '手術・処置', en: 'Procedure' },
  problem: { ja: '病名', en: 'Problem' },
}

export const ENCOUNTER_EVENT_WORDS: WordTable = {
  'outpatient-visit': { ja: '外来受診', en: 'Out-patient visit' },
  'admission-planned': { ja: '入院予定', en: 'Admission planned' },
  admission: { ja: '入院', en: 'Admission' },
  'attending-change': { ja: '担当医変更', en: 'Attending changed' },
  'transfer-planned': { ja: '転棟予定', en: 'Transfer planned' },
  transfer: { ja: '転棟・転室', en: 'Transfer' },
  leave: { ja: '外出泊', en: 'Leave' },
  'leave-return': { ja: '帰院', en: 'Return from leave' },
  'discharge-planned': { ja: '退院予定', en: 'Discharge planned' },
  discharge: { ja: '退院', en: 'Discharge' },
  operation: { ja: '手術', en: 'Operation' },
  anesthesia: { ja: '麻酔', en: 'Anaesthesia' },
}

/** What is planned, or in course: movements, orders, courses. Its title may be no more than a ward, which alone says neither in nor out. */
export const SCHEDULED_WORDS: WordTable = {
  ...ENCOUNTER_EVENT_WORDS,
  ...ORDER_CATEGORY_WORDS,
  dialysis: { ja: '透析', en: 'Dialysis' },
}

export const ENCOUNTER_CLASS_WORDS: WordTable = {
  inpatient: { ja: '入院', en: 'In-patient' },
  outpatient: { ja: '外来', en: 'Out-patient' },
}

/** HL7 v2.5 user-defined table 0112 as suggested (PV1-36), FHIR R4 discharge-disposition: where a patient went from a stay. */
export const DISPOSITION_WORDS: WordTable = {
  '01': { ja: '自宅', en: 'home' },
  '02': { ja: '他の急性期病院', en: 'another acute hospital' },
  '03': { ja: '看護施設', en: 'skilled nursing facility' },
  '04': { ja: '介護施設', en: 'intermediate care facility' },
  '05': { ja: '他の施設', en: 'another institution' },
  '06': { ja: '自宅（訪問看護あり）', en: 'home with home health service' },
  '07': { ja: '自己退院', en: 'left against medical advice' },
  '09': { ja: 'この病院に入院', en: 'admitted to this hospital' },
  '20': { ja: '死亡', en: 'died' },
  '30': { ja: '入院継続', en: 'still a patient' },
  '40': { ja: '自宅で死亡', en: 'died at home' },
  '41': { ja: '施設で死亡', en: 'died in a facility' },
  '42': { ja: '死亡（場所不明）', en: 'died, place unknown' },
  home: { ja: '自宅', en: 'home' },
  'alt-home': { ja: '別の居所', en: 'another home' },
  'other-hcf': { ja: '他の医療施設', en: 'another health care facility' },
  hosp: { ja: 'ホスピス', en: 'hospice' },
  long: { ja: '長期療養施設', en: 'long-term care' },
  aadvice: { ja: '自己退院', en: 'left against advice' },
  exp: { ja: '死亡', en: 'died' },
  psy: { ja: '精神科病院', en: 'psychiatric hospital' },
  rehab: { ja: 'リハビリテーション施設', en: 'rehabilitation' },
  snf: { ja: '看護施設', en: 'skilled nursing facility' },
  oth: { ja: 'その他', en: 'other' },
}

export const ENCOUNTER_STATUS_WORDS: WordTable = {
  'in-progress': { ja: '入院中', en: 'in hospital' },
  'on-leave': { ja: '外出泊中', en: 'on leave' },
  finished: { ja: '終了', en: 'ended' },
  planned: { ja: '予定', en: 'planned' },
}

/** HL7 v2.5 table 0001, spelt out; absent = unknown. */
export const SEX_WORDS: WordTable = {
  M: { ja: '男性', en: 'Male' },
  F: { ja: '女性', en: 'Female' },
  O: { ja: 'その他', en: 'Other' },
  U: { ja: '不明', en: 'Unknown' },
  A: { ja: '判別困難', en: 'Ambiguous' },
  N: { ja: '該当なし', en: 'Not applicable' },
  '': { ja: '不明', en: 'Unknown' },
}

/** On what the date of the data rests. */
export const AS_OF_BASIS_WORDS: WordTable = {
  operator: { ja: '担当者が指定', en: 'set by the operator' },
  'newest-record': { ja: '最も新しい記録から', en: 'from the newest record' },
  'newest-file': { ja: '最も新しいファイルから', en: 'from the newest file' },
}
