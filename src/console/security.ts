import type { FastifyHelmetOptions } from '@fastify/helmet'

/** Nothing from elsewhere, nothing inline, nobody around us. */
export function headers(secure: boolean): FastifyHelmetOptions {
  const own = ["'self'"]
  const none = ["'none'"]
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: none,
        scriptSrc: own,
        styleSrc: own,
        imgSrc: [...own, 'data:'],
        mediaSrc: own,
        connectSrc: own,
        formAction: own,
        baseUri: none,
        frameAncestors: none,
      },
    },
    // With `no-referrer` browsers send `Origin: null` on our own forms, and the check of it could not work.
    referrerPolicy: { policy: 'same-origin' },
    frameguard: { action: 'deny' },
    hsts: secure && { maxAge: 365 * 24 * 3600 },
  }
}

/** Pages hold what only an officer may read: no copy stays in a browser or on the way. */
export const otherHeaders = {
  'Cache-Control': 'no-store',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=()',
  'X-Robots-Tag': 'noindex, nofollow',
}
