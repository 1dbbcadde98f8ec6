import type { ApiMethods } from '@grammyjs/types'
import type { Params } from './params.js'

/** Files travel as ids or as names of uploaded parts. */
type Methods = ApiMethods<string>
export type MethodName = keyof Methods

/** A call that one connection brought; `gone` tells that the client hung up. */
export type Handler<M extends MethodName> = (
  params: Params,
  gone: AbortSignal,
) => ReturnType<Methods[M]> | Promise<ReturnType<Methods[M]>>

/** Methods by name, each bound to the result that the Bot API promises for it. */
export type Handlers<M extends MethodName> = { readonly [K in M]: Handler<K> }
