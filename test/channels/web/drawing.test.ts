import { beforeEach, describe, expect, it } from 'vitest'
import { aCaseView } from '../../support/fake-conversation.js'
import { aSite, type Site, upToReview, Visitor } from '../../support/web-site.js'

let site: Site
let visitor: Visitor

beforeEach(async () => {
  site = await aSite()
  visitor = new Visitor(site)
})

describe('a question', () => {
  it('offers its choices as numbered buttons', async () => {
    const page = await visitor.say({ choice: 'report' })
    expect(page).toMatch(/<button class="usual" name="choice" value="drugs"[^>]*><span class="number">1\.<\/span>/)
    expect(page).toMatch(/<button class="quiet" name="choice" value="cancel"[^>]*><span class="number">19\.<\/span>/)
    expect(page).toContain('<ol class="choices many">')
  })

  it('puts the text field before the choices, so that Enter sends the text', async () => {
    const page = await visitor.say({ choice: 'report' }, { choice: 'gambling' }, { text: 'a' }, { choice: 'no' })
    expect(page.indexOf('class="send"')).toBeGreaterThan(0)
    expect(page.indexOf('class="send"')).toBeLessThan(page.indexOf('name="choice"'))
  })

  it('labels its field and keeps browsers from remembering or checking what is typed', async () => {
    const page = await visitor.say({ choice: 'report' }, { choice: 'gambling' })
    const field = /<textarea[^>]*>/.exec(page)?.[0] ?? ''
    expect(field).toContain('autocomplete="off"')
    expect(field).toContain('spellcheck="false"')
    expect(field).not.toContain('maxlength')
    expect(page).toContain(`<label for="${/id="([^"]+)"/.exec(field)?.[1]}">`)
  })

  it('takes a receipt in a field made for codes', async () => {
    const field = /<input id="o-viet"[^>]*>/.exec(await visitor.say({ choice: 'receipt' }))?.[0] ?? ''
    for (const part of [
      'autocapitalize="characters"',
      'spellcheck="false"',
      'autocomplete="off"',
      'inputmode="text"',
    ]) {
      expect(field).toContain(part)
    }
  })
})

describe('text that was too long', () => {
  it('is back in the field, with the reason tied to it', async () => {
    const long = `${'Tối nào cũng tụ tập. '.repeat(300)}HẾT`
    const page = await visitor.say({ choice: 'report' }, { choice: 'gambling' }, { text: long })
    expect(/<textarea[^>]*>([^<]*)<\/textarea>/.exec(page)?.[1]).toBe(long)
    expect(page).toContain('Dài hơn 4000 ký tự')
    const problem = /<p id="([^"]+)">Dài hơn 4000/.exec(page)?.[1]
    expect(page).toMatch(new RegExp(`aria-describedby="${problem} [^"]+" aria-invalid="true"`))
  })
})

describe('what people write', () => {
  const NASTY = '<img src=x onerror=alert(1)> {{limit}} $t(menu.ask) "quoted" & more'
  const SHOWN = '&lt;img src=x onerror=alert(1)> {{limit}} $t(menu.ask) &quot;quoted&quot; &amp; more'

  it('is shown as it is, in the review and in the lines before', async () => {
    const page = await visitor.say(...upToReview(NASTY))
    expect(page).not.toContain('<img')
    expect(page.split(SHOWN).length - 1).toBeGreaterThanOrEqual(2)
  })

  it('is shown as it is when officers wrote it', async () => {
    const { newReceipt } = await import('../../../src/vault/receipt.js')
    const receipt = newReceipt()
    const question = { kind: 'question', at: '2026-11-24T02:05:00.000Z', text: NASTY } as const
    site.conversation.cases.set(receipt, aCaseView({ messages: [question] }))
    const page = await visitor.say({ choice: 'receipt' }, { text: receipt.toLowerCase() })
    expect(page).toContain(SHOWN)
    expect(page).toContain('Chúng tôi hỏi')
    await visitor.say({ choice: 'answer' }, { text: 'Các tối cuối tuần.' })
    expect(site.conversation.writes).toMatchObject([{ kind: 'answer', text: 'Các tối cuối tuần.' }])
  })
})

describe('a long conversation', () => {
  it('folds away all but its last lines', async () => {
    const page = await visitor.say(...upToReview('Tối nào cũng tụ tập.'))
    const [folded = '', open = ''] = page.split('</details>')
    expect(folded).toContain('<summary>Xem phần trước (')
    expect(open.split('class="citizen"').length + open.split('class="bot"').length - 2).toBe(6)
  })

  it('keeps the present question under an address of its own', async () => {
    const page = await visitor.say({ choice: 'report' })
    expect(page).toMatch(
      /<section id="hien-tai"[^>]* tabindex="-1"[^>]*>|<section id="hien-tai" class="now" tabindex="-1">/,
    )
  })
})

describe('a receipt', () => {
  it('can be selected whole and breaks only between its groups', async () => {
    const page = await visitor.say(...upToReview('Tối nào cũng tụ tập.'), { choice: 'send' })
    const code = /<p class="code"[^>]*>(.*?)<\/p>/.exec(page)?.[1] ?? ''
    expect(code.replace(/<[^>]+>/g, '|')).toMatch(/^(\|[0-9A-Z]{4}-\|\|){4}\|[0-9A-Z]\|\|$/)
  })

  it('is not shown any more once it is saved', async () => {
    const page = await visitor.say(...upToReview('Tối nào cũng tụ tập.'), { choice: 'send' }, { choice: 'saved' })
    expect(page).not.toContain(site.conversation.reports[0]?.receipt ?? 'none')
    expect(page).not.toContain('Tối nào cũng tụ tập.')
  })
})
