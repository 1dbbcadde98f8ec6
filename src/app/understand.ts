import { type Choice, COMMANDS, type CommandName, type Event } from '../domain/conversation/types.js'
import { cleanText } from '../domain/text/clean.js'
import { type Labelled, matchChoice } from '../domain/text/match-choice.js'
import type { CitizenInput } from './incoming.js'
import type { Translator } from './ports.js'

/** Commands as they are typed on every channel. They are names, not wording, so they are the same in every language. */
const SLASH: Readonly<Record<string, CommandName>> = {
  ...Object.fromEntries(COMMANDS.map((name) => [name, name])),
  batdau: 'start',
  lui: 'back',
  huy: 'cancel',
  xoa: 'forget',
  bao: 'report',
  phieu: 'receipt',
  khancap: 'emergency',
}

/** What may be said at every step, by its words. */
const ALWAYS = ['emergency', 'forget'] as const

export interface Understanding {
  readonly translator: Translator
  readonly language: string
  readonly offered: readonly Choice[]
  /** Those that may be called by number, in this order. */
  readonly numbered: readonly Choice[]
}

type Said = Event | { readonly type: 'language'; readonly language: string; readonly beside?: string }

/** Typed text becomes what it names; an id that is not offered here is no choice at all. */
export function understand(input: CitizenInput, context: Understanding): Said {
  switch (input.type) {
    case 'unsupported':
    case 'evidence':
      return input
    case 'location':
      return input.words === undefined ? input : { ...input, words: cleanText(input.words) }
    case 'text':
      return understandText(cleanText(input.text), context)
    case 'choice':
      return context.offered.some(({ id }) => id === input.id) ? withBeside(input) : { type: 'unsupported' }
    case 'command':
    case 'language':
      return withBeside(input)
  }
}

function withBeside<I extends { readonly beside?: string }>(input: I): I {
  return input.beside === undefined ? input : { ...input, beside: cleanText(input.beside) }
}

function understandText(text: string, context: Understanding): Said {
  return slash(text, context) ?? choiceNamed(text, context) ?? wordsFor(text, context) ?? { type: 'text', text }
}

/** `/xoa`, also `/xoa@our_bot` and, for a language, `/en`. */
function slash(text: string, { translator }: Understanding): Said | undefined {
  const word = /^\/([a-z]{2,20})(@\w{1,64})?$/i.exec(text)?.[1]?.toLowerCase()
  if (word === undefined) return undefined
  if (translator.languages.includes(word)) return { type: 'language', language: word }
  const name = Object.hasOwn(SLASH, word) ? SLASH[word] : undefined
  return name && { type: 'command', name }
}

function choiceNamed(text: string, context: Understanding): Event | undefined {
  const number = /^(\d{1,2})[.)]?$/.exec(text)?.[1]
  if (number !== undefined) return choiceNumbered(number, context)
  const id = matchChoice(text, labelled(context))
  return id === undefined ? undefined : { type: 'choice', id, typed: text }
}

/** Wards that have no name but a number: to whoever lives there, "5" is one. */
const NUMBERED_WARD = 'Phường'

function choiceNumbered(number: string, context: Understanding): Event | undefined {
  const choice = context.numbered[Number(number) - 1]
  if (choice) return { type: 'choice', id: choice.id, typed: '' }
  const typed = `${NUMBERED_WARD} ${Number(number)}`
  const id = matchChoice(typed, labelled(context))
  return id === undefined ? undefined : { type: 'choice', id, typed }
}

function labelled({ translator, language, offered }: Understanding): Labelled[] {
  return offered.map((choice) => ({ id: choice.id, names: namesOf(translator, language, choice) }))
}

/** The standing commands and the languages, by their own names. */
function wordsFor(text: string, { translator, language }: Understanding): Said | undefined {
  if (/^\d/.test(text)) return undefined
  const commands = ALWAYS.map((id) => ({
    id,
    names: namesOf(translator, language, { id, label: { key: `choice.${id}` }, namesKey: `names.${id}` }),
  }))
  const command = matchChoice(text, commands)
  if (command !== undefined) return { type: 'command', name: command as CommandName }
  const languages = translator.languages.map((id) => ({ id, names: [translator.say(id, { key: 'language.name' })] }))
  const named = matchChoice(text, languages)
  return named === undefined ? undefined : { type: 'language', language: named }
}

function namesOf(translator: Translator, language: string, { label, names = [], namesKey }: Choice): string[] {
  const more = namesKey ? translator.say(language, { key: namesKey }).split('|') : []
  return ['key' in label ? translator.say(language, label) : label.text, ...names, ...more]
}
