import { describe, expect, it } from 'vitest'
import { understand } from '../../src/app/understand.js'
import { promptFor } from '../../src/domain/conversation/prompts.js'
import type { State } from '../../src/domain/conversation/state.js'
import { numberedChoices } from '../../src/domain/conversation/types.js'
import { createTranslator } from '../../src/i18n/translator.js'
import { context } from '../support/turn-context.js'

const translator = createTranslator()
const when: State = { step: 'when', draft: {} }
const where: State = { step: 'where', draft: {}, asks: 'place' }
const what: State = { step: 'what', draft: {} }

function said(state: State, text: string) {
  const prompt = promptFor(state, context)
  const { choices: offered = [] } = prompt
  return understand({ type: 'text', text }, { translator, language: 'vi', offered, numbered: numberedChoices(prompt) })
}

describe('a number', () => {
  it('is the choice in that place', () => {
    expect(said({ step: 'menu' }, '1')).toEqual({ type: 'choice', id: 'report', typed: '' })
    expect(said(when, '2.')).toEqual({ type: 'choice', id: 'yesterday', typed: '' })
  })

  it.each(['6', '7', '19'])('where a time is written, %s is never "back" or "cancel"', (number) =>
    expect(said(when, number)).toEqual({ type: 'text', text: number }),
  )

  it.each([
    ['5', 'p-an-hoi'],
    ['7', 'p-ben-tre'],
    ['08', 'p-phu-khuong'],
  ])('where a place is written, %s is the ward that had this number', (number, id) =>
    expect(said(where, number)).toMatchObject({ type: 'choice', id, typed: `Phường ${Number(number)}` }),
  )

  it('that no ward had is left to the dialogue, and so is any in a story', () => {
    expect(said(where, '9')).toEqual({ type: 'text', text: '9' })
    expect(said(what, '1')).toEqual({ type: 'text', text: '1' })
  })
})

describe('both ways of placing a tone', () => {
  it.each(['huỷ', 'hủy', 'Huỷ bỏ'])('"%s" cancels', (text) =>
    expect(said(what, text)).toMatchObject({ type: 'choice', id: 'cancel' }),
  )

  it.each(['xoá', 'xóa'])('"%s" asks to be forgotten', (text) =>
    expect(said(what, text)).toEqual({ type: 'command', name: 'forget' }),
  )

  it('names a kind', () => {
    expect(said({ step: 'category', draft: {} }, 'ma tuý')).toMatchObject({ type: 'choice', id: 'drugs' })
  })
})
