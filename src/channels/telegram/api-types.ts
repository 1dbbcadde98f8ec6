import type { Telegram as Methods, Opts } from 'telegraf/types'

/** A button under a message. `copy_text` came with Bot API 7.11; telegraf's types end at 7.1. */
export type Button =
  | { readonly text: string; readonly callback_data: string }
  | { readonly text: string; readonly url: string }
  | { readonly text: string; readonly copy_text: { readonly text: string } }

type WithButtons<M extends keyof Methods> = Omit<Opts<M>, 'reply_markup'> & {
  readonly reply_markup?: { readonly inline_keyboard: readonly (readonly Button[])[] }
}

/** What we use beyond telegraf's types; unknown fields pass through telegraf unchanged. */
interface Newer {
  readonly sendMessage: WithButtons<'sendMessage'>
  readonly editMessageText: WithButtons<'editMessageText'>
}

export type Method = keyof Methods
export type Payload<M extends Method> = M extends keyof Newer ? Newer[M] : Opts<M>
export type Result<M extends Method> = ReturnType<Methods[M]>
