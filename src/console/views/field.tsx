interface FieldProps {
  readonly name: string
  readonly label: string
  readonly hint?: string | undefined
  readonly secret?: boolean
  readonly value?: string | undefined
  readonly autocomplete: 'username' | 'current-password' | 'new-password' | 'one-time-code' | 'off'
  readonly required?: boolean
  readonly minLength?: number
  readonly maxLength?: number
  readonly numeric?: boolean
  /** Large, evenly spaced letters for what is read out or copied by hand. */
  readonly code?: boolean
  readonly autoFocus?: boolean
  /** Tells fields of the same name apart when a page has several forms. */
  readonly scope?: string
}

export function Field({ name, label, hint, secret, numeric, code, scope = '', ...rest }: FieldProps) {
  const id = `o-${scope}${name}`
  const input = {
    id,
    name,
    class: code ? 'code' : undefined,
    'aria-describedby': hint ? `${id}-hint` : undefined,
    inputMode: numeric ? ('numeric' as const) : undefined,
    autocapitalize: 'none' as const,
    spellcheck: false,
    ...rest,
  }
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {secret ? <input type="password" {...input} /> : <input type="text" {...input} />}
    </div>
  )
}
