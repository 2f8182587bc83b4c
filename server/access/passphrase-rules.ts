/**
 * What a passphrase that somebody chose must be: 16 characters or more, and not one that guessers try first.
 * Sources: OWASP ASVS 5.0 6.2.1, 6.2.4, 6.2.11; the 16 characters are the Osaka report's rule after the attack.
 */
export const PASSPHRASE_MINIMUM = 16

/** Guessers' first tries of that length: keyboard rows, doubled common passwords, phrases, and this product's own words. */
const COMMON: ReadonlySet<string> = new Set(
  `
1234567890123456 12345678901234567 123456789012345678 12345678901234567890 0123456789012345 01234567890123456789
0987654321098765 9876543210987654 1234567812345678 1234567887654321 1122334455667788 1111222233334444
123456789123456789 1qaz2wsx3edc4rfv 1qaz2wsx3edc4rfv5tgb 1qazxsw23edcvfr4 qazwsxedcrfvtgbyhn qazwsxedcrfvtgb123
zaq12wsxcde34rfv zaq1zaq1zaq1zaq1 1q2w3e4r5t6y7u8i 1q2w3e4r5t6y7u8i9o0p q1w2e3r4t5y6u7i8 qwertyuiopasdfgh
qwertyuiopasdfghjkl qwertyuiopasdfghjklzxcvbnm asdfghjklzxcvbnm qwertyuiop123456 qwertyuiop1234567890 qwerty1234567890
qwertyqwertyqwerty asdfghjklasdfghjkl zxcvbnmzxcvbnmzxcvbnm abcdefghijklmnop abcdefghijklmnopqrstuvwxyz
abcdefgh12345678 abcd1234abcd1234 abc123abc123abc123 aaaabbbbccccdddd passwordpassword password12345678
password123456789 password1234567890 passwordpassword1 password1password1 password123password123 p@ssw0rdp@ssw0rd
p@ssw0rd12345678 passw0rdpassw0rd pa55wordpa55word adminadminadminadmin administrator123 administrator1234
administrator12345 administratoradministrator admin12345678901 rootrootrootroot letmeinletmeinletmein
welcomewelcome123 iloveyouiloveyou iloveyouforever1 letmein123456789 changemechangeme changeme12345678
correcthorsebatterystaple thequickbrownfox thequickbrownfoxjumps opensesameopensesame trustno1trustno1
hospitalhospital hospital12345678 hospital20252025 hospital20262026 sanshosanshosansho sansho1234567890
byouinbyouinbyouin byoinbyoinbyoinbyoin karutekarutekarute denshikarute1234 denshikarutedenshikarute
kanrishakanrisha nihonnihonnihonnihon sakurasakurasakura sakura1234567890 tokyotokyotokyotokyo
doctordoctordoctor nursenursenursenurse medicalmedical123 patientpatient123
`
    .trim()
    .split(/\s+/),
)

/** What people make long passwords of: the words at the top of every list of leaked ones, and of Japan's and hospitals' own. */
const COMMON_WORDS: readonly string[] = `
password passwort passcode passphrase secret login access master administrator admin root user guest welcome letmein changeme default
qwerty qwertz azerty asdfgh asdf zxcvbn zxcvb qazwsx qweasd qwe asd zxc abc abcd abcdef iloveyou loveyou love sunshine princess monkey
dragon football baseball soccer hockey basketball batman superman spiderman starwars pokemon pikachu charlie michael jordan jennifer jessica
daniel ashley thomas robert andrew joshua matthew anthony hunter buster killer shadow freedom whatever trustno trustme computer internet
samsung google apple windows microsoft linux server network system service support office company business test testing tester temp
summer winter spring autumn january february march april june july august september october november december monday tuesday wednesday
thursday friday saturday sunday hello goodbye morning flower cookie chocolate cheese banana orange purple yellow silver golden diamond
angel heaven jesus christ blessed family mother father sister brother baby lovely beautiful forever always together happy smile lucky
hospital clinic doctor nurse medical medicine patient health care emergency surgery chart ehr record sansho reference centre center
byouin byoin iryou iryo kango kangoshi ishi isha kanja karute denshi denshikarute kanri kanrisha kensa yakkyoku jimu hokensho kyukyu
nippon nihon japan tokyo osaka kyoto nagoya sapporo fukuoka sakura fuji hanako taro tarou yamada suzuki tanaka satou sato takahashi
watanabe itou ito nakamura kobayashi katou kato yoshida sasaki yamamoto arigatou arigato ohayou konnichiwa aishiteru daisuki kawaii neko
inu doraemon naruto goku sailor totoro mariko akira takashi hiroshi kenji naoko yuki haruka`
  .trim()
  .split(/\s+/)
  // The longer first: `administrator` is not `admin` and a rest.
  .sort((a, b) => b.length - a.length)

export type Weakness = 'too-short' | 'common' | 'repetition' | 'user-name'

/** Why a chosen passphrase is refused; null = it may be used. Generated ones need no check. */
export function weaknessOf(passphrase: string, user: string): Weakness | null {
  const text = passphrase.normalize('NFKC')
  if ([...text].length < PASSPHRASE_MINIMUM) return 'too-short'
  const plain = text.toLowerCase().replace(/[\s._-]+/g, '')
  if (COMMON.has(plain)) return 'common'
  if (isRepetition(plain) || isRun(plain)) return 'repetition'
  const name = user.normalize('NFKC').toLowerCase()
  // The name and a few digits is what a name's owner writes, and what is tried first.
  const rest = name.length >= 3 ? plain.replaceAll(name, '') : plain
  if (rest !== plain && [...rest].length < 8) return 'user-name'
  return isMadeOfCommonWords(plain) ? 'common' : null
}

/**
 * One or two common words, over and over or with digits and signs around them, and next to nothing else: three thousand of the most used
 * passwords of this length, and what is made like them (OWASP ASVS 5.0 6.2.4).
 */
function isMadeOfCommonWords(text: string): boolean {
  const letters = text.replaceAll(/[@4]/g, 'a').replaceAll('3', 'e').replaceAll('0', 'o')
  return [text, letters.replaceAll(/[$5]/g, 's').replaceAll(/[1!]/g, 'i')].some((read) => {
    let rest = read
    let words = 0
    for (const word of COMMON_WORDS) {
      if (!rest.includes(word)) continue
      rest = rest.replaceAll(word, '')
      words += 1
    }
    return words > 0 && words <= 2 && rest.replaceAll(/[^\p{L}]/gu, '').length < 4
  })
}

/** The same one to five characters over and over, or fewer than five different ones. */
function isRepetition(text: string): boolean {
  return /^(.{1,5})\1+.{0,4}$/su.test(text) || new Set(text).size < 5
}

/** Neighbours in the alphabet or in the row of digits, up or down: at least three quarters of the steps. */
function isRun(text: string): boolean {
  const codes = [...text].map((letter) => letter.codePointAt(0) ?? 0)
  const steps = codes.slice(1).filter((code, at) => Math.abs(code - (codes[at] ?? 0)) === 1).length
  return steps >= (codes.length - 1) * 0.75
}
