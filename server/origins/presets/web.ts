import { member, preset, SECRET_HINT } from './preset.ts'

const redirectHosts = member('redirect_hosts', 'Hosts that may be redirected to', {
  hint: 'Besides the one that is asked; *.example.com stands for all below.',
})

export const webFolder = preset({
  type: 'webfolder',
  name: 'Web Folder',
  canList: false,
  uploads: 'none',
  refusesOverwrite: null,
  members: [
    member('webfolder_base_url', 'Base URL', {
      kind: 'url',
      required: true,
      hint: 'Paths are put behind it, such as https://www.example.com/pictures/.',
    }),
    member('username', 'User name', { hint: 'For HTTP Basic authentication.' }),
    member('password', 'Password', { kind: 'secret', hint: SECRET_HINT }),
    redirectHosts,
  ],
  secretOf: 'username',
  // Not the host alone: on some, each folder is somebody else's.
  place: ({ webfolder_base_url = '' }) => URL.parse(webfolder_base_url)?.href ?? '',
  findFault: ({ webfolder_base_url: address = '' }) => {
    const url = URL.parse(address)
    const isPlain = url && /^https?:$/.test(url.protocol) && !url.search && !url.hash
    if (isPlain && !url.username && !url.password) return null
    const detail = 'This has to be an http or https address without a user, ? or # in it.'
    return { member: 'webfolder_base_url', detail }
  },
  toConfig: ({ webfolder_base_url, username, redirect_hosts }, { password = '' }) => ({
    type: 'webfolder',
    baseUrl: webfolder_base_url ?? '',
    credentials: username ? { username, password } : null,
    redirectHosts: redirect_hosts ?? [],
  }),
})

/** It has no password: that would go to every server that a signed address names, so to anybody's. */
export const webProxy = preset({
  type: 'webproxy',
  name: 'Web Proxy',
  signedOnly: true,
  canList: false,
  uploads: 'none',
  refusesOverwrite: null,
  members: [redirectHosts],
  place: () => '',
  toConfig: ({ redirect_hosts }) => ({
    type: 'webproxy',
    credentials: null,
    redirectHosts: redirect_hosts ?? [],
  }),
})
