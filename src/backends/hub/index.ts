/**
 * Data sets on a Hugging Face hub. Comes in: ids `hf:OWNER/NAME...` and the environment as a value; a folder to push. Goes out: files in a cache of
 * their own, checked byte for byte, with the commit, the license and the splits that they are; one commit with all files of a folder. Refuses
 * to guess a config or a split among several, to send a token to another host than the hub's, and to keep bytes whose checksum is wrong.
 */

export { type ExpandedInputs, expandInputs } from './expand-inputs.ts'
export type { HubClock } from './hub-fetch.ts'
export { formatHubId, type HubId, isHubId, parseHubId } from './hub-id.ts'
export type { HubEnv, HubSettings } from './hub-settings.ts'
export { type Hub, type HubOptions, openHub } from './open-hub.ts'
export { downloadHubFiles, type HubFiles, openHubFiles } from './open-hub-files.ts'
export { type PushFile, type PushPlan, type PushRequest, planPush } from './plan-push.ts'
export { type Pushed, type PushMessage, push } from './push.ts'
export { type HubFacts, type HubFile, resolveHubId } from './resolve-hub-id.ts'
