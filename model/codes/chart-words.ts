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
