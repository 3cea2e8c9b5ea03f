import { member, type PresetDeployment, preset, type Secrets } from './preset.ts'

const loginMembers = [
  member('username', 'User name', { hint: 'For HTTP Basic authentication.' }),
  member('password', 'Password', { kind: 'secret', hint: 'Stored encrypted, never shown again.' }),
  member('redirect_hosts', 'Hosts that may be redirected to', {
    hint: 'Besides the one that is asked; *.example.com stands for all below.',
  }),
]

function readLogin({ username, redirect_hosts }: PresetDeployment, { password }: Secrets) {
  return {
    credentials: username ? { username, password: password ?? '' } : null,
    redirectHosts: redirect_hosts ?? [],
  }
}

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
    ...loginMembers,
  ],
  secretOf: 'username',
  place: ({ webfolder_base_url = '' }) => URL.parse(webfolder_base_url)?.origin ?? '',
  findFault: ({ webfolder_base_url: address = '' }) => {
    const url = URL.parse(address)
    const isPlain = url && /^https?:$/.test(url.protocol) && !url.search && !url.hash
    if (isPlain && !url.username && !url.password) return null
    const detail = 'This has to be an http or https address without a user, ? or # in it.'
    return { member: 'webfolder_base_url', detail }
  },
  toConfig: (deployment, secrets) => ({
    type: 'webfolder',
    baseUrl: deployment.webfolder_base_url ?? '',
    ...readLogin(deployment, secrets),
  }),
})

export const webProxy = preset({
  type: 'webproxy',
  name: 'Web Proxy',
  signedOnly: true,
  canList: false,
  uploads: 'none',
  refusesOverwrite: null,
  members: loginMembers,
  secretOf: 'username',
  place: () => 'anywhere',
  toConfig: (deployment, secrets) => ({ type: 'webproxy', ...readLogin(deployment, secrets) }),
})
