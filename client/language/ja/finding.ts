/** Finding a patient: search, the check before a chart, wards and lists: in Japanese. */

export const finding = {
  find: {
    title: '患者検索',
    label: '患者ID・氏名・カナ・生年月日・病床',
    hint: 'どれでも入力できます。リストバンドや診察券のバーコードも読み取れます。',
    howTo: '入力の例',
    examples: [
      ['0001234', '患者ID（先頭の0はなくてもよい）'],
      ['ヤマダ', 'カナ氏名の先頭（ひらがな・半角も可）'],
      ['山田 太郎', '漢字氏名の先頭'],
      ['S45.1.1', '生年月日（和暦）'],
      ['1970-01-01', '生年月日（西暦。19700101 も可）'],
      ['サイトウ 1958-03-02 男', 'カナ・生年月日・性別の組み合わせ'],
      ['5B 512', '病棟と、病室または病床'],
    ] as readonly (readonly [string, string])[],
    recent: 'このサインインで最近開いた患者',
    searching: '検索しています…',
    count: (count: number, truncated: boolean) =>
      truncated ? `${count}人を表示（ほかにもいます。入力を足してください）` : `${count}人`,
    understood: {
      id: '患者ID',
      kana: 'カナ氏名',
      kanji: '漢字氏名',
      alphabetic: 'ローマ字氏名',
      'birth-date': '生年月日',
      sex: '性別',
      bed: '病棟・病床',
    },
    understoodAs: (what: string) => `「${what}」として検索しました。`,
    notUnderstood: 'ID・氏名・生年月日のどれとしても読み取れませんでした。',
    nobody: (query: string) => `「${query}」に当てはまる患者はこのバックアップにいません。`,
    nobodyYet:
      'まだ入院患者しか取り込まれていません。ほかの患者は全体の取込が終わると表示されます。「該当なし」ではありません。',
    nobodyMeans:
      'バックアップの時点より後に登録された患者や、読めなかったデータの患者は見つかりません。別の手がかり（カナ・生年月日）でもお試しください。',
  },
  confirm: {
    reason: '開く理由（監査の担当者に伝わります）',
    reasons: [
      '担当患者の診療',
      '救急対応',
      '手術・処置の準備',
      '本人・家族の依頼',
    ] as readonly string[],
    title: '患者の確認',
    yes: 'この患者のカルテを開く',
    no: '違う（戻る）',
    logged: '開くと、閲覧したことが記録されます。',
    sameName: '同姓同名の患者がほかにいます。生年月日とIDを確かめてください。',
    sameNameMore:
      '同姓同名の患者が、ここに出ていないほかにもいる可能性があります。IDと生年月日で確かめてください。',
    similarName: '氏名の似た患者がいます（同姓同名ではありません）。',
    similarMore: 'ここに出ていないほかにもいます。',
    likeness: {
      sound: '読みが似ている',
      transposed: '文字か姓名が入れ替わる',
      birth: '姓と生年月日が同じ',
    },
    sameNameNotListed: 'ほかの患者の一覧は表示できませんでした。',
  },
  wards: {
    title: '病棟',
    back: '← 病棟の一覧',
    total: (count: number) => `入院中 ${count}人`,
    people: (count: number) => `${count}人`,
    lyingHere: (count: number) => `${count}人`,
    at: (moment: string) => `（${moment} 時点）`,
    view: { list: '一覧', map: '病床マップ' },
    mapMeans:
      '空いているベッドは分かりません（バックアップに病床の一覧がないため、患者のいるベッドだけを示します）。',
    noBed: 'ベッド未定',
    withoutBed: (count: number) => `うちベッド未定 ${count}人`,
    allInBeds: '全員ベッドあり',
    nobody: 'この時点で入院中の患者の記録はありません。',
    doesNotAddUp: (sum: number, all: number) =>
      `病棟ごとの合計（${sum}人）と入院中の人数（${all}人）が合いません。一覧に漏れがあるおそれがあります。`,
    bed: '病室-ベッド',
    admitted: '入院日',
    department: '診療科',
    mainProblem: '主病名',
    restricted: '制限付き（理由を入れて開く）',
    onLeave: '外出泊中',
  },
  lists: {
    title: '一覧',
    back: '← 一覧の種類',
    around: 'データ時点の前後',
    by: { department: '診療科別の入院患者', attending: '主治医別の入院患者' },
    nobodyNamed: { department: '診療科の記載なし', attending: '主治医の記載なし' },
    dated: {
      admitted: '入院した患者',
      discharged: '退院した患者',
      operations: '手術予定',
      visits: '外来予約',
      admissions: '入院予定',
    },
    days: (count: number) => `${count}日`,
    daysBefore: (count: number) => `${count}日前から`,
    daysAhead: (count: number) => `${count}日後まで`,
    entries: (count: number) => `${count}件`,
    span: (first: string, last: string) => `${first} – ${last}`,
    comma: '・',
    at: {
      admitted: '入院日時',
      discharged: '退院日時',
      operations: '手術予定日時',
      visits: '予約日時',
      admissions: '入院予定日',
    },
    what: { discharged: '退院した病棟', operations: '術式・手術室', admissions: '予定の病棟' },
    asBooked: 'データ時点での予定です。その後の追加・変更・中止は分かりません。',
    empty: 'この期間に記録はありません。',
    nearest: (day: string) => `最も近いのは${day}です。`,
    showNearest: 'そこまで表示',
    firstIs: (day: string) => `最初の予定は${day}です。それより前の日には1件もありません。`,
    lastIs: (day: string) => `最も新しい記録は${day}です。それより後の日には1件もありません。`,
    notHeld: {
      admitted:
        'このバックアップには入院の記録が入っていません。「入院した患者はいない」ではありません。',
      discharged:
        'このバックアップには退院の記録が入っていません。「退院した患者はいない」ではありません。',
      operations:
        'このバックアップには手術予定のデータが入っていません。「手術の予定はない」ではありません。',
      visits:
        'このバックアップには、データ時点より後の外来予約が1件も入っていません。「予約はない」ではありません。',
      admissions:
        'このバックアップには、データ時点より後の入院予定が1件も入っていません。「予定はない」ではありません。',
    },
    notHeldShort: 'バックアップにデータなし',
    incomplete: (what: string) => `この一覧には漏れがあるおそれがあります: ${what}`,
    partial: '入院患者しか取り込まれていません',
    unread: (area: string, count: number) =>
      `「${area}」に読めない・欠けているものがバックアップ全体で${count.toLocaleString('ja')}件`,
    missingSpans: (count: number) => `データのない期間 ${count}`,
    cut: (shown: number, all: number) =>
      `全${all.toLocaleString('ja')}件のうち、はじめの${shown.toLocaleString('ja')}件を表示しています。期間を短くするか、患者検索を使ってください。`,
  },
}
