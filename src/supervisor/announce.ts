import { join } from 'node:path'
import { writePrivateFile } from './files.js'
import type { Say } from './run.js'

export interface FirstLogin {
  readonly login: string
  readonly oneTimePassword: string
  readonly recoveryKey: string
}

export interface Announcement {
  readonly first: FirstLogin
  readonly consoleUrl: string
  readonly dataDir: string
  readonly isTerminal: boolean
  readonly say: Say
}

/** Once, to eyes only: a terminal, or a file that the first sign-in deletes; never a log. */
export async function announceFirstLogin({ first, consoleUrl, dataDir, isTerminal, say }: Announcement): Promise<void> {
  const text = firstLoginText(first, consoleUrl)
  if (isTerminal) return say(text)
  const path = join(dataDir, 'first-run.txt')
  await writePrivateFile(path, `${text}\n`)
  say(`Mật khẩu và khóa khôi phục của lần chạy đầu ở trong tệp: ${path}`)
  say(`The first password and the recovery key are in the file: ${path}`)
}

function firstLoginText({ login, oneTimePassword, recoveryKey }: FirstLogin, consoleUrl: string): string {
  const rule = '═'.repeat(78)
  return `
${rule}
  LẦN CHẠY ĐẦU TIÊN. Hãy ghi lại ngay: những dòng này chỉ hiện một lần.

    Tên đăng nhập (login):                    ${login}
    Mật khẩu dùng một lần (one-time password): ${oneTimePassword}
    Khóa khôi phục (recovery key):            ${recoveryKey}

  Đăng nhập tại ${consoleUrl} rồi đặt mật khẩu của mình.
  Chép khóa khôi phục ra giấy và cất vào két: khi không ai còn mật khẩu,
  chỉ khóa này mở lại được tin báo.

  FIRST RUN. Write this down now: it is shown only once.
  Sign in at ${consoleUrl} and set your own password.
  Keep the recovery key on paper in a safe: when every password is lost,
  nothing else opens the reports.
${rule}
`
}

/** The first of each is the one to tell people. */
export function addresses(settings: { site: readonly string[]; console: readonly string[] }): string {
  return `
${lines('Trang nhắn tin (web chat):', settings.site)}
${lines("Trang trực ban (officers' console):", settings.console)}

  Dừng lại (stop): Ctrl-C
`
}

function lines(title: string, urls: readonly string[]): string {
  return urls.map((url, index) => `  ${(index === 0 ? title : '').padEnd(35)} ${url}`).join('\n')
}
