/** The address of a Redis behind a unix socket, as the settings take it. */
export function unixUrl(socketPath: string, user?: { readonly name: string; readonly password: string }): string {
  const query = user ? `?${new URLSearchParams({ user: user.name, password: user.password })}` : ''
  return `unix:${socketPath}${query}`
}
