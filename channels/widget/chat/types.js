/**
 * The objects of the API as this page reads them; every string in them is data and may be hostile.
 *
 * @typedef {{step_id: string, variant: string | null, result: string, said_as?: string | null}} Attempt
 *
 * @typedef {object} Step
 * @property {string} id
 * @property {string} title
 * @property {string} section
 * @property {string | null} variant
 * @property {string} text
 * @property {string | null} caution
 * @property {number} citation
 *
 * @typedef {{id: string, title: string, variant: string | null, reason: string}} HeldBack
 *
 * @typedef {object} Citation
 * @property {number} n
 * @property {string} chunk_id
 * @property {string} article
 * @property {string} section
 * @property {string | null} item
 * @property {string} quote
 * @property {string} url
 *
 * @typedef {object} Incident
 * @property {string} title
 * @property {string} state
 * @property {string} started_at
 * @property {string} latest_update
 * @property {string} url
 * @property {boolean | null} affects_question
 *
 * @typedef {{title: string, state: string, starts_at: string, ends_at: string | null, url: string, affects_question: boolean | null}} Maintenance
 *
 * @typedef {{name: string, group: string | null, state: string}} Component
 *
 * @typedef {object} Status
 * @property {string} state
 * @property {string} freshness
 * @property {number | null} age_seconds
 * @property {string | null} checked_at
 * @property {string} source
 * @property {string} url
 * @property {string} summary
 * @property {Component[]} components
 * @property {Incident[]} incidents
 * @property {Maintenance[]} maintenances
 *
 * @typedef {{reason: string, contact_url: string, handoff_url: string}} Escalation
 *
 * @typedef {object} Answer
 * @property {string} id
 * @property {string} conversation_id
 * @property {string} language
 * @property {string} outcome
 * @property {string} text
 * @property {Step[]} steps
 * @property {HeldBack[]} held_back
 * @property {Attempt[]} attempts
 * @property {Citation[]} citations
 * @property {Status} status
 * @property {string[]} suggested_replies
 * @property {Escalation | null} escalation
 *
 * @typedef {{message: string, attempts?: Attempt[]}} Message what the person sends: words, or a pressed button
 *
 * @typedef {Message & {conversation_id: string | null, locale: string, channel: string}} Body of POST /v1/chat
 *
 * @typedef {{at: string, author: string, message: string, answer: Answer | null}} Turn
 */

export {};
