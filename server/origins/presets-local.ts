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
      hint: 'On the server, in or below a folder that its operator allows (LOCAL_ROOTS).',
    }),
  ],
  place: ({ local_path }) => local_path ?? '',
  toConfig: ({ local_path }) => ({ type: 'local', root: local_path ?? '' }),
})
