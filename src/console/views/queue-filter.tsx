import { AGES, HOLDERS, isFiltering, NO_AREA, type QueueFilter, URGENCIES } from '../../domain/cases/queue-filter.js'
import { FILTER_NAMES, queueAddress } from '../addresses.js'
import { categoryName, type Page } from '../page.js'
import type { QueueOnPage } from './queue-on-page.js'

interface FilterProps {
  readonly page: Page
  readonly queue: QueueOnPage
}

/** A plain form with GET: what it shows can be sent to a colleague. With scripts, choosing is enough. */
export function FilterForm({ page, queue }: FilterProps) {
  const { filter } = queue
  return (
    <form id="bo-loc" class="filters" method="get" action="/" aria-label={page.say('console.filter.label')}>
      <Choice page={page} part="urgency" value={filter.urgency} options={urgencies(page)} />
      <Choice page={page} part="holder" value={filter.holder} options={named(page, 'holder', HOLDERS)} />
      <Choice page={page} part="area" value={filter.area} options={areas(page)} />
      <Choice page={page} part="category" value={filter.category} options={categories(page)} />
      <Choice page={page} part="age" value={filter.age} options={named(page, 'age', AGES)} />
      <div class="filter-end">
        <label class="choice">
          <input
            id={`loc-${FILTER_NAMES.news}`}
            type="checkbox"
            name={FILTER_NAMES.news}
            value="1"
            checked={filter.news}
          />
          <span>{page.say('console.filter.news')}</span>
        </label>
        <noscript>
          <button type="submit" class="small">
            {page.say('console.filter.button')}
          </button>{' '}
          <Pause page={page} queue={queue} />
        </noscript>
        {isFiltering(filter) && (
          <a class="button small" id="bo-het-loc" href="/">
            {page.say('console.filter.clear')}
          </a>
        )}
      </div>
    </form>
  )
}

function Pause({ page, queue: { filter, at, paused } }: FilterProps) {
  return (
    <a href={queueAddress(filter, at, paused ? {} : { dung: '1' })}>
      {page.say(paused ? 'console.filter.resume' : 'console.filter.pause')}
    </a>
  )
}

interface Option {
  readonly value: string
  readonly words: string
}

interface ChoiceProps {
  readonly page: Page
  readonly part: Exclude<keyof QueueFilter, 'news'>
  readonly value: string | null
  readonly options: readonly Option[]
}

function Choice({ page, part, value, options }: ChoiceProps) {
  const name = FILTER_NAMES[part]
  return (
    <div class={`filter ${value ? 'set' : ''}`}>
      <label for={`loc-${name}`}>{page.say(`console.filter.${part}`)}</label>
      <select id={`loc-${name}`} name={name}>
        <option value="">{page.say('console.filter.any')}</option>
        {options.map((option) => (
          <option key={option.value} value={option.value} selected={option.value === value}>
            {option.words}
          </option>
        ))}
      </select>
    </div>
  )
}

function urgencies(page: Page): Option[] {
  return URGENCIES.map((value) => ({ value, words: page.say(`console.urgency.${value}`) }))
}

function named(page: Page, part: 'holder' | 'age', values: readonly string[]): Option[] {
  return values.map((value) => ({ value, words: page.say(`console.filter.${part}.${value}`) }))
}

function areas(page: Page): Option[] {
  const known = page.places.areas.map(({ id, name }) => ({ value: id, words: name }))
  return [...known, { value: NO_AREA, words: page.say('console.area.unknown') }]
}

function categories(page: Page): Option[] {
  return page.places.categories.map(({ id }) => ({ value: id, words: categoryName(page, id) }))
}
