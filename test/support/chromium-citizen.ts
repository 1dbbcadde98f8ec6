import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Translator } from '../../src/app/ports.js'

export const RECEIPT = /(?:[0-9A-Z]{4}-){4}[0-9A-Z]/

/** Somebody at a phone who reads what the page says and presses what it offers, in one language. */
export class ChromiumCitizen {
  readonly page: Page
  readonly language: string

  readonly #translator: Translator

  constructor(page: Page, language: string, translator: Translator) {
    this.page = page
    this.language = language
    this.#translator = translator
  }

  words(key: string, params = {}): string {
    return this.#translator.say(this.language, { key, params })
  }

  /** Presses the button with these words, whatever number stands before them. */
  async press(key: string): Promise<void> {
    await this.pressWords(this.words(key))
  }

  async pressWords(words: string): Promise<void> {
    const escaped = words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    await this.#turn(() => this.page.getByRole('button', { name: new RegExp(`^(\\d+\\. ?)?${escaped}$`) }).click())
  }

  async write(text: string): Promise<void> {
    await this.page.fill('[name="text"]', text)
    await this.#turn(() => this.page.click('button.send'))
  }

  async sendsFiles(files: Readonly<Record<string, Buffer>>): Promise<void> {
    const chosen = Object.entries(files).map(([name, buffer]) => ({ name, mimeType: 'image/jpeg', buffer }))
    await this.page.setInputFiles('[name="evidence"]', chosen)
    await this.#turn(() => this.page.click('button.send'))
  }

  async reads(key: string, params = {}): Promise<void> {
    const [head = ''] = this.words(key, params).split('\n\n')
    expect(await this.page.innerText('main')).toContain(head)
  }

  field(): Promise<string> {
    return this.page.inputValue('[name="text"]')
  }

  async receipt(): Promise<string> {
    return RECEIPT.exec(await this.page.innerText('main'))?.[0] ?? ''
  }

  /** To the review card: a story, and an answer to every question. */
  async tells(story: string): Promise<void> {
    await this.press('choice.report')
    await this.press('category.drugs')
    await this.write(story)
    await this.press('choice.no')
    await this.write('hẻm 12 gần chợ cũ')
    await this.pressWords('Phường An Hội')
    await this.press('choice.often')
    await this.press('choice.saw')
  }

  async sends(story: string): Promise<string> {
    await this.tells(story)
    await this.press('choice.send')
    const receipt = await this.receipt()
    await this.press('choice.saved')
    return receipt
  }

  async opens(receipt: string): Promise<void> {
    await this.press('choice.receipt')
    await this.write(receipt.toLowerCase())
  }

  async #turn(act: () => Promise<void>): Promise<void> {
    const loaded = this.page.waitForEvent('load')
    await act()
    await loaded
  }
}
