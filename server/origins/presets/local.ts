import { member, preset } from './preset.ts'

export const localFolderPreset = preset({
  type: 'local',
  name: 'Local folder',
  canList: true,
  uploads: 'through_vitrine',
  refusesOverwrite: 'file_system',
  members: [
    member('local_path', 'Folder', {
      kind: 'path',
      required: true,
      hint: 'On the server: a folder that Vitrine was started with, one of LOCAL_ROOTS, or one below.',
    }),
  ],
  uploadSetup: {
    why: 'Vitrine writes to the folder itself, so that there are no credentials to set up.',
    steps: [
      'On the server, let the user that Vitrine runs as write to the folder.',
      'The folder’s file system has to know hard links: they keep files from being overwritten.',
    ],
    policy: null,
    cors: null,
  },
  place: ({ local_path }) => local_path ?? '',
  toConfig: ({ local_path }) => ({ type: 'local', root: local_path ?? '' }),
})
