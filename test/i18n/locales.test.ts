import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { Outcome } from '../../src/domain/cases/events.js'
import { CaseState } from '../../src/domain/cases/status.js'
import { MESSAGE_KINDS } from '../../src/domain/conversation/messages.js'
import { TEXT_LIMIT } from '../../src/domain/conversation/state.js'
import { EVIDENCE_KINDS, EVIDENCE_REFUSALS } from '../../src/domain/evidence.js'
import { OUT_OF_SCOPE } from '../../src/domain/understanding/find-scope.js'
import { createTranslator, MissingWords } from '../../src/i18n/translator.js'
import { places } from '../support/turn-context.js'

const locales = fileURLToPath(new URL('../../locales/', import.meta.url))
const translator = createTranslator()
const words = Object.fromEntries(translator.languages.map((language) => [language, readWords(language)]))
const vi = words.vi as Record<string, string>
const en = words.en as Record<string, string>
const citizenKeys = Object.keys(vi).filter((key) => !/^(console|alert|staff)\./.test(key))

/** Keys that code builds: every template found in `src` must be here, with all that it can become. */
const FAMILIES: Readonly<Record<string, readonly string[]>> = {
  'category.*': places.categories.map(({ id }) => id),
  'hotline.*': places.hotlines.map(({ id }) => id),
  'choice.*': [
    ...['report', 'receipt', 'emergency', 'cancel', 'yes', 'no', 'unsure', 'unknown-place', 'saw', 'heard'],
    ...['now', 'today', 'yesterday', 'this-week', 'earlier', 'often'],
    ...[
      'send',
      'send-restricted',
      'edit',
      'evidence',
      'drop-evidence',
      'drop-voice',
      'drop-last-evidence',
      'evidence-done',
      'retry',
      'saved',
      'back',
      'forget',
      'forget-yes',
      'forget-no',
    ],
    ...['resume', 'discard', 'mask', 'unmask', 'tell', 'insist'],
    ...['answer', 'add', 'dispute', 'keep', 'no-notice', 'refresh', 'withdraw', 'withdraw-yes', 'done'],
  ],
  'review.*': ['category', 'what', 'now', 'where', 'when', 'first-hand', 'evidence', 'own-data', 'unsent', 'official'],
  'scope.*': [...OUT_OF_SCOPE, 'spam'],
  'review.evidenceKept.*': EVIDENCE_KINDS,
  'evidence.refused.*': EVIDENCE_REFUSALS,
  'status.*': CaseState.options.map((option) => option.shape.name.value),
  'status.closed.*': Outcome.options,
  'message.*': MESSAGE_KINDS,
  'alert.reason.*': ['new', 'unclaimed', 'late', 'news'],
  'names.*': ['emergency', 'forget'],
  'receipt.ask.*': ['answer', 'addition', 'dispute'],
  'receipt.saved.*': ['answer', 'addition', 'dispute', 'withdraw', 'keep', 'no-notice'],
  'telegram.command.*': ['bao', 'phieu', 'khancap', 'huy', 'xoa', 'batdau'],
  'web.field.*': ['long-text', 'text', 'receipt', 'evidence'],
  'web.submit.*': ['long-text', 'text', 'receipt', 'evidence'],
  'web.problem.*.title': ['busy', 'expired', 'answered', 'refused', 'tooLarge', 'notFound', 'failed'],
  'web.problem.*.text': ['busy', 'expired', 'answered', 'refused', 'tooLarge', 'notFound', 'failed'],
}

describe('every language', () => {
  it('has the same keys', () => {
    for (const language of translator.languages) {
      expect(Object.keys(words[language] ?? {}).sort(), language).toEqual(Object.keys(vi).sort())
    }
  })

  it('has the same placeholders', () => {
    for (const [key, text] of Object.entries(vi)) {
      for (const language of translator.languages) {
        expect(placeholders(words[language]?.[key] ?? ''), `${language} ${key}`).toEqual(placeholders(text))
      }
    }
  })

  it('names itself, Vietnamese first', () => {
    expect(translator.languages.map((language) => translator.say(language, { key: 'language.name' }))).toEqual([
      'Tiếng Việt',
      'English',
    ])
  })

  it('has no stray spaces and is in one Unicode form', () => {
    for (const [language, all] of Object.entries(words)) {
      for (const [key, text] of Object.entries(all)) {
        expect(text, `${language} ${key}`).toBe(text.normalize('NFC').trim())
        expect(text, `${language} ${key}`).not.toMatch(/ {2}| \n|\n{3}/)
      }
    }
  })

  it('fits where channels show it: buttons 100 characters, messages 2000', () => {
    for (const all of Object.values(words)) {
      for (const [key, text] of Object.entries(all)) {
        expect(text.length, key).toBeLessThanOrEqual(/^(choice|category)\./.test(key) ? 100 : 2000)
      }
    }
  })
})

describe('keys', () => {
  const { literals, templates } = keysInCode()

  it('exist in the locales when code names them', () => {
    expect(literals.filter((key) => !(key in vi))).toEqual([])
  })

  it('exist for everything a template can become', () => {
    const built = Object.entries(FAMILIES).flatMap(([template, parts]) =>
      parts.map((part) => template.replace('*', part)),
    )
    expect(built.filter((key) => !(key in vi))).toEqual([])
  })

  it('are built only from the families declared here', () => {
    const declared = templates.filter((template) => !template.startsWith('console.'))
    expect([...new Set(declared)].sort()).toEqual(Object.keys(FAMILIES).sort())
  })

  it('are all used', () => {
    const built = Object.entries(FAMILIES).flatMap(([template, parts]) =>
      parts.map((part) => template.replace('*', part)),
    )
    const used = new Set([...literals, ...built])
    const console = templates.filter((template) => template.startsWith('console.')).map(asPattern)
    const unused = Object.keys(vi).filter((key) => !used.has(key) && !console.some((pattern) => pattern.test(key)))
    expect(unused).toEqual([])
  })
})

describe('what the words say', () => {
  it('names the button that takes out a voice as the button names itself', () => {
    for (const [language, all] of Object.entries(words)) {
      for (const key of ['evidence.voice', 'evidence.voiceEarly']) {
        expect(all[key], language).toContain(`“${all['choice.drop-voice']}”`)
      }
    }
  })

  /** Names of laws and bodies, which are what they are. */
  const NAMES = /(phòng, chống|tố giác|tin báo về) tội phạm|tội phạm học/giu
  const ACCUSING =
    /(?<!\p{L})(đối tượng|tội phạm|thủ phạm|hung thủ|kẻ|tên trộm|con nghiện|quái xế|cát tặc|mày)(?!\p{L})/iu
  const ACCUSING_EN = /\b(criminals?|culprits?|perpetrators?|offenders?|suspects?|guilty)\b/i

  it('never call a person guilty', () => {
    for (const [key, text] of Object.entries(vi)) expect(text.replace(NAMES, ''), key).not.toMatch(ACCUSING)
    for (const [key, text] of Object.entries(en)) expect(text, key).not.toMatch(ACCUSING_EN)
  })

  it('promise citizens no number of days', () => {
    for (const key of citizenKeys) {
      expect(vi[key], key).not.toMatch(/\d+ ?(ngày|giờ làm việc)/)
      expect(en[key], key).not.toMatch(/\d+ (days|working)/)
    }
  })

  it('say in the first message what this is not and what it never asks for', () => {
    for (const need of ['OTP', 'mật khẩu', 'số thẻ', 'căn cước', 'gọi điện', 'đơn tố giác', '113']) {
      expect(vi['menu.ask']).toContain(need)
    }
  })

  it('state the limit that the dialogue enforces', () => {
    for (const all of [vi, en]) {
      for (const key of ['report.askWhat', 'receipt.ask.answer', 'receipt.ask.addition', 'receipt.ask.dispute'])
        expect(all[key]).toContain(String(TEXT_LIMIT))
    }
  })
})

describe('the translator', () => {
  it('throws for words it does not have rather than borrowing', () => {
    expect(() => translator.say('vi', { key: 'no.such' })).toThrow(MissingWords)
    expect(() => translator.say('fr', { key: 'menu.ask' })).toThrow(MissingWords)
  })

  it.each(['{{x}}', '{{limit}}', '$t(menu.ask)', '$t(menu.ask, {"a":1})', '<b>&amp;', '$&'])(
    'shows %s in a parameter as it is',
    (value) => {
      const text = translator.say('vi', { key: 'common.tooLong', params: { limit: value } })
      expect(text).toBe(vi['common.tooLong']?.split('{{limit}}').join(value))
    },
  )

  it('does not take a parameter for an option', () => {
    const params = { limit: 1, lng: 'en', count: 2, context: 'x', defaultValue: 'y' }
    expect(translator.say('vi', { key: 'common.tooLong', params })).toMatch(/^Dài hơn 1 ký tự/)
  })
})

function readWords(language: string): Record<string, string> {
  const files = readdirSync(join(locales, language)).filter((name) => name.endsWith('.json'))
  return Object.assign({}, ...files.map((name) => JSON.parse(readFileSync(join(locales, language, name), 'utf8'))))
}

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '').sort()
}

const FILE = /\.(css|js|json|svg|tsx?)$/

/** What looks like a key: a quoted `namespace.rest`, for the namespaces that the locales have. */
function keysInCode(): { literals: string[]; templates: string[] } {
  const namespaces = [...new Set(Object.keys(vi).map((key) => key.split('.')[0]))].join('|')
  const literal = new RegExp(`['"]((?:${namespaces})(?:\\.[A-Za-z-]+)+)['"]`, 'g')
  const template = new RegExp(`\`((?:${namespaces})\\.(?:[A-Za-z.-]|\\$\\{[^}]*\\})*)\``, 'g')
  const code = sources().join('\n')
  const literals = [...code.matchAll(literal)].map((match) => match[1] ?? '').filter((key) => !FILE.test(key))
  const templates = [...code.matchAll(template)].map((match) => (match[1] ?? '').replace(/\$\{[^}]*\}/g, '*'))
  return { literals, templates }
}

function sources(): string[] {
  const src = fileURLToPath(new URL('../../src/', import.meta.url))
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name))
  return files.map((name) => readFileSync(join(src, name), 'utf8'))
}

function asPattern(template: string): RegExp {
  const parts = template.split('*').map((part) => part.replace(/[.-]/g, '\\$&'))
  return new RegExp(`^${parts.join('[A-Za-z.-]+')}$`)
}
