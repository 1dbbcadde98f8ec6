import * as z from 'zod'

/** Names a sealed file; random, so that nothing leads from it to a report. */
export const PictureId = z.string().regex(/^[0-9a-hjkmnp-tv-z]{26}$/)

/**
 * A picture as it is kept: drawn anew as JPEG (nothing of the camera, the place or the hour is left in it), sealed under
 * a key of its own. Whoever can read this record can open the file, so it stands only in drafts and inside reports.
 */
export const Picture = z.object({
  id: PictureId,
  /** 32 bytes, base64url. */
  key: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  /** Of the JPEG, without the filling of its last piece. */
  bytes: z.number().int().positive(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
})
export type Picture = z.infer<typeof Picture>

export const PICTURES_LIMIT = 5

/**
 * Why a picture was not taken. `type`: not a kind we can draw anew; `heic`: an iPhone's own kind; `broken`: it does not
 * open; `large`: more bytes or pixels than we take; `many`: more than a report may have; `often`: too many in a while;
 * `slow`: it took too long to arrive; `busy`: no room for pictures at the moment.
 */
export const PICTURE_REFUSALS = ['type', 'heic', 'broken', 'large', 'many', 'often', 'slow', 'busy'] as const
export type PictureRefusal = (typeof PICTURE_REFUSALS)[number]
