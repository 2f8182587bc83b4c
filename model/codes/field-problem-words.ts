/** Why a field was kept as the source wrote it: the loader's own English words, and the same in Japanese. */
const JAPANESE: Readonly<Record<string, string>> = {
  'time not understood': '日時を解釈できない',
  'not a time': '日時ではない',
  'not a date': '日付ではない',
  'not an integer': '整数ではない',
  'the pixel data hold more frames than are declared: those are not shown':
    '画素データに、書かれているフレーム数より多くのフレームがある（超える分は表示しない）',
  'not a UID': 'UIDの形ではない',
  'no Study Instance UID': 'Study Instance UID がない',
  'no Series Instance UID': 'Series Instance UID がない',
  'code and name are missing': 'コードも名称もない',
  'unknown action': '知らない処理区分',
  'unknown comparator': '知らない比較記号',
  'only the first of several values is read': '複数の値のうち最初の1つだけを読んだ',
  'allergen is missing': 'アレルゲンが書かれていない',
  'unclear whether this states no allergy or names an allergen':
    '「アレルギーなし」なのかアレルゲン名なのか判別できない',
  'statements of the blood type contradict': '血液型の記載が食い違う',
  'the source deletes this administration': '送信元がこの実施記録を削除している',
  'the source deletes this patient master': '送信元がこの患者基本情報を削除している',
  'injection without any component': '薬剤の書かれていない注射',
  'cancels another kind of event than its folder says': '取消の対象がフォルダの種別と異なる',
  'file may end inside this segment': 'ファイルがこのセグメントの途中で終わっている可能性がある',
  'file ends in zero bytes: what stood there is lost':
    'ファイルの末尾がゼロで埋まり、そこにあった内容は失われている',
  'line is not a segment': 'セグメントでない行',
  'segment is empty': '空のセグメント',
  'control characters inside the text': '文中に制御文字がある',
  'characters that cannot be decoded': '解読できない文字がある',
  'character set is ambiguous: another one fits these bytes as well':
    '文字コードを一つに決められない（別の解釈もあり得る）',
  'message names no patient; filed by its folder':
    'メッセージに患者の記載がないため、フォルダの患者のものとした',
  'folder is no calendar date': 'フォルダ名が日付ではない',
  'embedded or linked data is not read': '埋め込み・参照されたデータは読んでいない',
  'further problems are not listed': 'これより後の問題は省略',
  'a part of an entry that is not read': '1つの項目のうち、読み取っていない部分',
  'a stay without its end, or a visit without its day or kind':
    '終わりの日のない入院、または日か種類（外来・入院）の分からない受診',
  'the document names another patient number': '文書に別の患者番号が書かれている',
  'XML entity of the document itself is not expanded': '文書が自ら定義したXML実体は展開していない',
  'HTML ends without </html>: perhaps cut':
    'HTMLが </html> なしで終わっている（途中で切れた可能性）',
  'text searched only up to here': '本文の検索はここまで',
  'a page of this TIFF cannot be shown': 'このTIFFには表示できないページがある',
  'the attachment is not what its hash says': '添付の内容がハッシュ値と一致しない',
  'the Medication is not in this backup': '薬剤の情報がこのバックアップにない',
  'the content is not in this resource: looked for in the backup’s Binary resources':
    '内容はこのリソースになく、バックアップの Binary から探した',
  'a cancellation that names no event of this patient': '取り消す対象の出来事がこの患者にない取消',
  'deletes an allergy that is not in the list': '一覧にないアレルギーの削除',
  'results disagree': '結果が食い違う',
  'another patient of this source has the same number: kept apart':
    '同じ番号の別の患者がいるため、別々に表示している',
  'two versions carry the same time: the other one is shown':
    '同じ時刻の版が二つあり、もう一方を表示している',
  'results of this file were filed again under another day: the later ones are shown':
    'このファイルの結果は別の日付で登録し直されており、後のものを表示している',
}

/** A reason without Japanese words is shown in the loader's English, never hidden. */
export function fieldProblemText(reason: string, language: 'ja' | 'en'): string {
  return language === 'ja' && Object.hasOwn(JAPANESE, reason) ? (JAPANESE[reason] ?? '') : reason
}
