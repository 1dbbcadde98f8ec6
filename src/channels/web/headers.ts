import helmet from '@fastify/helmet'
import type { FastifyInstance, FastifyReply } from 'fastify'

const NOTHING = [
  'accelerometer',
  'autoplay',
  'bluetooth',
  'browsing-topics',
  'camera',
  'display-capture',
  'encrypted-media',
  'geolocation',
  'gyroscope',
  'hid',
  'interest-cohort',
  'local-fonts',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'picture-in-picture',
  'publickey-credentials-get',
  'screen-wake-lock',
  'serial',
  'usb',
  'xr-spatial-tracking',
]
const PERMISSIONS = NOTHING.map((feature) => `${feature}=()`).join(', ')

/** Citizen pages run no script, load nothing from elsewhere, sit in no frame and tell no other site where one was. */
export async function registerHeaders(app: FastifyInstance, https: boolean): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: policy },
    frameguard: { action: 'deny' },
    hsts: https && { maxAge: 31536000, includeSubDomains: false },
    referrerPolicy: { policy: 'no-referrer' },
  })
  app.addHook('onSend', async (_, reply) => {
    reply.header('permissions-policy', PERMISSIONS)
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
  })
}

/** The waiting page alone may run a script, and only one of ours. */
export function allowOwnScript(reply: FastifyReply): void {
  reply.helmet({ contentSecurityPolicy: { useDefaults: false, directives: { ...policy, scriptSrc: ["'self'"] } } })
}

const policy = {
  defaultSrc: ["'none'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  formAction: ["'self'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
}
