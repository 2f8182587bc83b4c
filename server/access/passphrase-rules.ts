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
  return rest !== plain && [...rest].length < 8 ? 'user-name' : null
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
