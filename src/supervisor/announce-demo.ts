import { join } from 'node:path'
import { presentCode } from '../demo/codes.js'
import type { Demo } from './demo.js'
import { writePrivateFile } from './files.js'
import type { Say } from './run.js'

export interface DemoAnnouncement {
  readonly demo: Demo
  readonly site: string
  readonly console: string
  readonly dataDir: string
  readonly isTerminal: boolean
  readonly say: Say
  readonly now: Date
}

/** How to look around. To a terminal, or to a file: passwords do not go into a log, invented ones neither. */
export async function announceDemo(announcement: DemoAnnouncement): Promise<void> {
  const { dataDir, isTerminal, say } = announcement
  const text = demoText(announcement)
  if (isTerminal) return say(text)
  const path = join(dataDir, 'demo.txt')
  await writePrivateFile(path, `${text}\n`)
  say(`Cách đăng nhập bản dùng thử ở trong tệp: ${path}`)
  say(`How to sign in to the demo is in the file: ${path}`)
}

function demoText({ demo, site, console, now }: DemoAnnouncement): string {
  const rule = '═'.repeat(78)
  return `
${rule}
  BẢN DÙNG THỬ: mọi tin và tên đều do chúng tôi đặt ra.
  A DEMO: every report and every name in it is invented.

  Trang nhắn tin (web chat):            ${site}
  Trang trực ban (officers' console):   ${console}

  Đăng nhập (sign in):
${demo.officers.map(officerLines).join('\n')}

  Mã 6 số lúc này (present 6-digit codes), mỗi mã dùng một lần (each works once):
${codeLines(demo, now)}
  Xem mã mới (new codes): npm run demo:code

  Mã phiếu để mở "Xem phiếu của tôi" (receipts to open as a reporter):
${demo.receipts.map(receiptLine).join('\n')}
${rule}
`
}

/** The codes of this moment, a line for each officer. */
export function codeLines({ officers }: Demo, now: Date): string {
  const lines = officers.map(({ login, totpSecret }) => {
    const { code, secondsLeft } = presentCode(totpSecret, now)
    return `    ${login.padEnd(6)} ${code}   còn ${secondsLeft} giây (good for ${secondsLeft} s)`
  })
  return lines.join('\n')
}

const ROLES: Readonly<Record<string, string>> = { lead: 'lãnh đạo trực (lead)', duty: 'trực ban (duty)' }

function officerLines({ login, name, role, password }: Demo['officers'][number]): string {
  return `    ${login.padEnd(6)} ${password}   ${name}, ${ROLES[role] ?? role}`
}

const SHOWS = {
  question: 'có câu hỏi đang chờ trả lời (a question waits for an answer)',
  closed: 'đã xử lý xong (closed)',
} as const satisfies Record<Demo['receipts'][number]['show'], string>

function receiptLine({ receipt, show }: Demo['receipts'][number]): string {
  return `    ${receipt}   ${SHOWS[show]}`
}
