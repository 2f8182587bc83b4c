/**
 * What makes a PC with Chromium or Edge a reference terminal: policies that let the browser reach this server and nothing else, keep
 * nothing, and offer the terminal's certificate without a question.
 * Policy names: https://chromeenterprise.google/policies/ , the same in Edge unless listed apart.
 */

/** @param address `https://10.0.0.2:8443` */
export function browserPolicies(address: string): Readonly<Record<string, unknown>> {
  const origin = new URL(address).origin
  return {
    URLBlocklist: ['*'],
    URLAllowlist: [origin],
    HomepageLocation: `${origin}/`,
    RestoreOnStartup: 4,
    RestoreOnStartupURLs: [`${origin}/`],
    // Whoever issued it: the browser offers whichever of its certificates this server's authority signed.
    AutoSelectCertificateForUrls: [JSON.stringify({ pattern: origin, filter: {} })],
    DeveloperToolsAvailability: 2,
    ExtensionInstallBlocklist: ['*'],
    PasswordManagerEnabled: false,
    AutofillAddressEnabled: false,
    AutofillCreditCardEnabled: false,
    DownloadRestrictions: 3,
    AllowFileSelectionDialogs: false,
    BrowserAddPersonEnabled: false,
    BrowserGuestModeEnabled: false,
    SyncDisabled: true,
    SearchSuggestEnabled: false,
    TranslateEnabled: false,
    SpellCheckServiceEnabled: false,
    MetricsReportingEnabled: false,
    ComponentUpdatesEnabled: false,
    DnsOverHttpsMode: 'off',
    NetworkPredictionOptions: 2,
    SavingBrowserHistoryDisabled: true,
    ClearBrowsingDataOnExitList: [
      'browsing_history',
      'download_history',
      'cached_images_and_files',
    ],
    DefaultCookiesSetting: 4,
    DefaultNotificationsSetting: 2,
    DefaultGeolocationSetting: 2,
    SSLErrorOverrideAllowed: false,
  }
}

/** Chromium's and Chrome's names that Edge knows by another one, or not at all. */
const EDGE_NAMES: Readonly<Record<string, string | null>> = {
  BrowserAddPersonEnabled: 'BrowserAddProfileEnabled',
  MetricsReportingEnabled: null,
  SpellCheckServiceEnabled: null,
  ClearBrowsingDataOnExitList: null,
}

/** For Windows with Edge: a registration file, UTF-16 with its mark as Windows expects it. */
export function edgeRegistration(address: string): Buffer {
  const root = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\Edge'
  const single: string[] = [
    '"ClearBrowsingDataOnExit"=dword:00000001',
    '"DiagnosticData"=dword:00000000',
  ]
  const lists: string[] = []
  for (const [chromium, value] of Object.entries(browserPolicies(address))) {
    const name = Object.hasOwn(EDGE_NAMES, chromium) ? EDGE_NAMES[chromium] : chromium
    if (name === null || name === undefined) continue
    if (Array.isArray(value)) {
      const items = value.map((item, index) => `"${index + 1}"=${quoted(String(item))}`)
      lists.push(`[${root}\\${name}]`, ...items, '')
    } else single.push(`"${name}"=${typeof value === 'string' ? quoted(value) : dword(value)}`)
  }
  const text = [
    'Windows Registry Editor Version 5.00',
    '',
    `[${root}]`,
    ...single,
    '',
    ...lists,
    '',
  ]
  return Buffer.from(`\uFEFF${text.join('\r\n')}`, 'utf16le')
}

function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`
}

function dword(value: unknown): string {
  return `dword:${Number(value).toString(16).padStart(8, '0')}`
}

/** What the person in front of the terminal does, in both languages. */
export function kioskInstructions(terminal: {
  readonly name: string
  readonly address: string
  readonly expiresAt: string
}): string {
  const { name, expiresAt } = terminal
  const url = `${new URL(terminal.address).origin}/`
  const day = expiresAt.slice(0, 10)
  return `参照端末 ${name} の準備（証明書の期限 ${day}）

Linux (Chromium)
 1. sansho.json を /etc/chromium/policies/managed/ に置く（所有者 root、他の利用者は書けない）
 2. 端末の利用者で: certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n sansho-ca -i ca.crt
                    pk12util -d sql:$HOME/.pki/nssdb -i ${name}.p12   （パスワードは承認時に一度だけ表示）
 3. 起動: chromium --kiosk ${url}
Windows (Edge)
 1. 管理者で: certutil -addstore Root ca.crt 、 reg import edge.reg
 2. 端末の利用者で: certutil -user -importPFX ${name}.p12 NoExport
 3. 起動: msedge --kiosk ${url} --edge-kiosk-type=fullscreen
済んだら ${name}.p12 とパスワードの紙を破棄してください。

Reference terminal ${name} (certificate ends ${day})

Linux (Chromium)
 1. put sansho.json into /etc/chromium/policies/managed/ (owner root, written by nobody else)
 2. as the terminal's user: certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n sansho-ca -i ca.crt
                            pk12util -d sql:$HOME/.pki/nssdb -i ${name}.p12   (password: shown once, at the approval)
 3. start: chromium --kiosk ${url}
Windows (Edge)
 1. as administrator: certutil -addstore Root ca.crt ; reg import edge.reg
 2. as the terminal's user: certutil -user -importPFX ${name}.p12 NoExport
 3. start: msedge --kiosk ${url} --edge-kiosk-type=fullscreen
Then destroy ${name}.p12 and the paper with its password.
`
}
