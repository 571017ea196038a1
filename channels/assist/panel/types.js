/**
 * The objects of the API as this page reads them; every string in them is data and may be hostile.
 *
 * @typedef {import("./chat/types.js").Status} Status
 * @typedef {import("./chat/types.js").Citation} Citation
 *
 * @typedef {object} Row a conversation in a list
 * @property {string} ref
 * @property {string} channel
 * @property {string | null} language
 * @property {string | null} symptom
 * @property {string | null} outcome
 * @property {number} turns
 * @property {string} updated_at
 * @property {string | null} held_by
 * @property {boolean} handed_off
 * @property {string | null} claimed_by
 * @property {string | null} closed_at
 * @property {{author: string, text: string} | null} last
 * @property {string | null} asked what the customer came with
 *
 * @typedef {{step_id: string, title?: string, variant: string | null, result: string, said_as?: string | null, at?: string | null}} Attempt
 * @typedef {{at: string, author: string, message: string, answer_id: string | null}} Turn
 * @typedef {{id: string, claimed_by: string | null, claimed_at: string | null, closed_at: string | null, contact: string | null}} Handoff
 *
 * @typedef {object} Conversation
 * @property {string} ref
 * @property {string} channel
 * @property {string | null} language
 * @property {string} created_at
 * @property {string | null} symptom
 * @property {string | null} held_by
 * @property {string} basis
 * @property {Turn[]} turns
 * @property {Handoff | null} handoff
 *
 * @typedef {object} QueueItem a handoff
 * @property {string} ref
 * @property {string} created_at
 * @property {string} updated_at
 * @property {string} summary
 * @property {string | null} language
 * @property {string} channel
 * @property {string | null} symptom
 * @property {string | null} claimed_by
 * @property {string | null} closed_at
 * @property {boolean} contact
 *
 * @typedef {{text: string, citations: number[], origin: string}} Sentence
 * @typedef {{scope: string, certainty: string, reasons: string[]}} Verdict
 * @typedef {{id: string, title: string, variant: string | null, text: string, why: string, citation: number}} NextStep
 * @typedef {{about: string, question: string}} Missing
 * @typedef {{conversation: string, symptom: string | null, outcome: string | null, at: string}} Similar
 *
 * @typedef {object} Suggestion the brief
 * @property {string} id
 * @property {string | null} ref
 * @property {string} summary
 * @property {Attempt[]} attempts
 * @property {string[]} evidence
 * @property {Verdict} verdict
 * @property {string | null} symptom
 * @property {string} language
 * @property {string | null} abstained
 * @property {{text: string, sentences: Sentence[], citations: Citation[]}} suggestion
 * @property {NextStep | null} next_step
 * @property {Missing[]} missing_information
 * @property {Similar[]} similar
 * @property {Status} status
 * @property {string} style how it was asked to be worded
 * @property {string[]} styles what may be asked for; none without a language model
 * @property {{id: string, outcome: string, writer: string}} answer
 * @property {string} created_at
 *
 * @typedef {{role: "customer" | "agent", text: string}} Line of a transcript that was pasted
 * @typedef {{conversation: string} | {transcript: Line[], locale?: string} | {chatwoot: {conversation_id: number, account_id: number}}} Subject
 *   what a suggestion is asked for
 */

export {};
