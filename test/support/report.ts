import type { ReportContent, ReportHeader } from '../../src/domain/report.js'
import { newCaseId } from '../../src/vault/ids.js'
import { receiptPair } from '../../src/vault/receipt.js'

export function aHeader(change: Partial<ReportHeader> = {}): ReportHeader {
  return {
    v: 1,
    id: newCaseId(),
    receivedAt: '2026-11-25T02:05:00.000Z',
    category: 'drugs',
    area: 'p-an-hoi',
    urgency: 'high',
    happeningNow: false,
    firstHand: 'saw',
    evidenceCount: 0,
    ...change,
  }
}

export function aContent(receipt: string, change: Partial<ReportContent> = {}): ReportContent {
  return {
    text: 'Nhà trọ trong hẻm gần chợ, tối nào cũng tụ tập.',
    placeWords: 'hẻm gần chợ cũ, p4',
    when: 'often',
    whenWords: null,
    evidence: [],
    suggested: [],
    channel: 'web',
    language: 'vi',
    contact: receiptPair(receipt).publicKey,
    ...change,
  }
}
