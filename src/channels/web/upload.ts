import type { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import * as z from 'zod'
import { EVIDENCE_LIMIT, type Evidence, type EvidenceRefusal } from '../../domain/evidence.js'

const Fields = z.object({ turn: z.string().max(200).default(''), lang: z.string().max(20).optional() })
export type UploadFields = z.infer<typeof Fields>

export interface Upload {
  readonly fields: UploadFields
  readonly kept: readonly Evidence[]
  readonly refused: readonly EvidenceRefusal[]
}

interface Reading {
  /** Asked once, before the first file, with the fields that stand before it in our form. */
  readonly isWelcome: (fields: UploadFields) => Promise<boolean>
  readonly keep: (source: Readable) => Promise<Evidence | EvidenceRefusal>
}

/** Reads a form with files, one after the other, none of them touching the disk in clear. Nothing when unwelcome. */
export async function readUpload(request: FastifyRequest, reading: Reading): Promise<Upload | undefined> {
  try {
    return await readParts(request, reading)
  } finally {
    // A body that is left standing keeps its connection, and the answer waits behind it: the rest is read away.
    request.raw.unpipe()
    request.raw.resume()
  }
}

async function readParts(request: FastifyRequest, { isWelcome, keep }: Reading): Promise<Upload | undefined> {
  const texts: Record<string, string> = {}
  const kept: Evidence[] = []
  const refused: EvidenceRefusal[] = []
  let fields: UploadFields | undefined
  let welcome = true
  for await (const part of request.parts()) {
    if (part.type === 'field') {
      texts[part.fieldname] = String(part.value)
      continue
    }
    if (!fields) {
      fields = Fields.parse(texts)
      welcome = await isWelcome(fields)
    }
    if (!welcome) {
      part.file.resume()
      continue
    }
    const result = await readFile(part, kept.length < EVIDENCE_LIMIT ? keep : undefined)
    if (typeof result === 'string') refused.push(result)
    else if (result) kept.push(result)
  }
  return welcome ? { fields: fields ?? Fields.parse(texts), kept, refused } : undefined
}

interface FilePart {
  readonly filename: string
  readonly file: Readable & { readonly truncated: boolean }
}

/** Without a keeper the file is one too many. An empty field sends a file without name and content. */
async function readFile({ filename, file }: FilePart, keep: Reading['keep'] | undefined) {
  if (filename === '') return void file.resume()
  if (!keep) {
    file.resume()
    return 'many' as const
  }
  try {
    const result = await keep(file)
    return file.truncated ? ('large' as const) : result
  } finally {
    // What was not read to its end would hold up everything behind it.
    file.resume()
  }
}
